import Analysis
import ArgumentParser
import Engine
import History
import RecordStore
import Reporting
import RunModel

/// One measurement of a watch.
struct WatchRound {
    /// What came of it.
    enum Outcome {
        case measured(DerivedFiles, RunProfile, folder: String)
        /// No request succeeded.
        case failed(DerivedFiles, reason: String, folder: String)
        /// The record could not be kept; it was told.
        case unrecorded
        case refused
        /// With what it took by then.
        case interrupted(RunManifest?)
    }

    let subject: RunSubject
    let terminal: Terminal

    func outcome() async throws -> Outcome {
        let seed =
            subject.plan.request.quality?.usesDigests == true
            ? subject.plan.seed : RunSeed.derived(from: subject.plan.seed)
        let found = try await subject.measure(seed: seed, on: terminal)
        if found.code == .interrupted {
            return .interrupted(
                found.folder.flatMap { try? RecordReader(opening: $0).manifest })
        }
        guard let folder = found.folder else {
            return found.code == .wrongUsage ? .refused : .unrecorded
        }
        guard found.code != .recordFailed else { return .unrecorded }
        do {
            let derived = try DerivedFiles(of: try RecordDirectory(opening: folder))
            guard found.code != .targetUnusable else {
                let reason = (try? subject.reason(in: folder)) ?? "no request was sent"
                return .failed(derived, reason: reason, folder: folder)
            }
            return .measured(derived, try RunProfile(folder: folder), folder: folder)
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            return .unrecorded
        }
    }
}
