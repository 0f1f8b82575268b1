import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel

extension KeptAnswers {
    /// What the plan's `--expect-answers` names; nil where it names nothing.
    ///
    /// - Throws: `ValidationError` where it cannot be read, or was kept of other prompts.
    static func expected(by plan: RunPlan) throws -> KeptAnswers? {
        guard let path = plan.request.quality?.expectAnswers else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("--expect-answers: cannot read '\(path)'.")
        }
        guard let kept = try? SnakeCase.decoder().decode(KeptAnswers.self, from: data),
            kept.format == currentFormat
        else {
            throw ValidationError(
                "--expect-answers: '\(path)' holds no answers; keep some with --record-answers.")
        }
        let isMade = plan.request.prompt == nil && plan.request.promptsFile == nil
        guard !isMade || kept.seed == plan.seed else {
            throw ValidationError(
                "--expect-answers: '\(path)' was kept of the prompts of --seed \(kept.seed); give that seed."
            )
        }
        return kept
    }

    /// Keeps the answers of a run where its plan wants it, and says how many.
    ///
    /// - Throws: `RecordError` where the record cannot be read or the file not be written.
    static func keep(of folder: RecordDirectory, _ plan: RunPlan) throws(RecordError) {
        guard let path = plan.request.quality?.recordAnswers else { return }
        let record = try RecordReader(opening: folder.path).read()
        let kept = KeptAnswers(
            model: record.manifest.plan.request.model, seed: plan.seed, requests: record.requests)
        let encoder = SnakeCase.encoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        do {
            try encoder.encode(kept).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .cannotWrite(file: path, reason: error.localizedDescription)
        }
        let several =
            kept.undecided == 0
            ? "" : "; \(kept.undecided) of the questions were answered in more than one way"
        Terminal.warn("Kept answers to \(kept.answers.count) questions in \(path)\(several).")
    }
}
