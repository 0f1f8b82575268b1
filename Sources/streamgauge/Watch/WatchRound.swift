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
        /// The record could not be kept, or not read again; it was told.
        case unrecorded(folder: String?)
        case refused
        case interrupted(folder: String?)
    }

    let subject: RunSubject
    let terminal: Terminal

    func outcome() async throws -> Outcome {
        let seed =
            subject.plan.request.quality?.usesDigests == true
            ? subject.plan.seed : RunSeed.derived(from: subject.plan.seed)
        let found = try await subject.measure(seed: seed, on: terminal)
        if found.code == .interrupted { return .interrupted(folder: found.folder) }
        guard let folder = found.folder else {
            return found.code == .wrongUsage ? .refused : .unrecorded(folder: nil)
        }
        guard found.code != .recordFailed else { return .unrecorded(folder: folder) }
        do {
            let derived = try DerivedFiles(of: try RecordDirectory(opening: folder))
            guard found.code != .targetUnusable else {
                let reason = (try? subject.reason(in: folder)) ?? "no request was sent"
                return .failed(derived, reason: reason, folder: folder)
            }
            return .measured(derived, try RunProfile(folder: folder), folder: folder)
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            return .unrecorded(folder: folder)
        }
    }
}

extension WatchRound.Outcome {
    /// Where the record is, whole or not.
    var folder: String? {
        switch self {
        case .measured(_, _, let folder), .failed(_, _, let folder): folder
        case .unrecorded(let folder), .interrupted(let folder): folder
        case .refused: nil
        }
    }
}
