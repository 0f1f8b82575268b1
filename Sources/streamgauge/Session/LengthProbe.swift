import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel
import Workload

/// Four requests before a run whose prompts are lengths in tokens: how many words a token is to the target, and what its
/// template adds. Nothing of them is kept but the two numbers.
struct LengthProbe {
    let order: RunOrder
    let terminal: Terminal

    /// Two lengths, so that what grows with the words is told from what every prompt has; two of each.
    private static let words = [16, 512, 16, 512]

    /// Nil where the prompts of the order are texts, or lengths that nobody wants in tokens.
    init?(_ order: RunOrder, _ terminal: Terminal) {
        let plan = order.plan
        guard plan.limits == nil, plan.against == nil, order.prompts.hasLengths,
            plan.request.exactInput ?? (order.prompts.rows != nil)
        else { return nil }
        self.order = order
        self.terminal = terminal
    }

    /// What is learnt; nil, with a word to the user, where nothing can be.
    ///
    /// - Throws: A `RecordError` where the record could not be kept, or as `ActiveRun` does.
    func learn(isStopped: () -> Bool) async throws -> WordRatio? {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var probe = order
        var load = LoadPlan()
        load.requests = Self.words.count
        load.concurrency = 1
        load.rounds = 1
        load.arrivalSeed = 1
        load.tier = order.plan.load.tier
        probe.plan.load = load
        probe.plan.request.modes = .nonStreaming
        probe.plan.request.exactOutput = nil
        probe.plan.conversations = nil
        probe.plan.request.prefix = nil
        probe.plan.record.folder = folder
        probe.plan.record.chunks = .none
        probe.prompts = PromptSource(words: Self.words, seed: order.plan.seed)
        probe.folder = nil
        probe.shard = Shard()
        probe.startsAt = nil
        let small = try SmallRun(probe, terminal)
        try await small.end(isStopped: isStopped)
        if isStopped() { return nil }
        let requests = try RecordReader(opening: small.run.directory.path).read().requests
        let counts = requests.compactMap { request -> (words: Int, tokens: Int)? in
            guard request.outcome.isSuccess, let tokens = request.tokens.prompt,
                Self.words.indices.contains(request.request)
            else { return nil }
            return (Self.words[request.request], tokens)
        }
        guard let ratio = WordRatio(counts) else {
            Terminal.warn(
                "Note: prompts are as many words as tokens were asked for: "
                    + (counts.isEmpty
                        ? "the target told no token counts of \(requests.count) requests before the run."
                        : "the target's token counts do not grow with a prompt's words."))
            return nil
        }
        terminal.note(Self.sentence(ratio))
        return ratio
    }

    private static func sentence(_ ratio: WordRatio) -> String {
        func digits(_ number: Double, _ scale: Double) -> Double {
            (number * scale).rounded() / scale
        }
        return
            "Lengths: a token is \(digits(ratio.wordsPerToken, 1000)) words to this target (its vocabulary), and every "
            + "prompt has \(digits(ratio.templateTokens, 10)) tokens beside its words (its template)."
    }
}
