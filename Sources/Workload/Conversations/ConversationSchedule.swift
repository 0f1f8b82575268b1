package import RunModel
internal import Statistics

/// The conversations of a run: how many turns each has, and how long its user thinks. A function of the plan and its seeds,
/// whichever worker or shard asks.
///
/// Conversations are numbered from 0; requests and prompts are numbered by conversation, turn after turn. Twins are the
/// conversations 2u and 2u + 1, which ask the same prompts.
package struct ConversationSchedule: Sendable {
    /// One conversation, before anything of it is sent.
    struct Conversation: Sendable, Equatable {
        var session: Int
        /// Its number, or that of its pair of twins.
        var unit: Int
        var firstRequest: Int
        var firstPrompt: Int
        var turns: Int
        var beginning: PromptBeginning?
    }

    private let turns: Distribution
    private let thinkTime: TimeDistribution?
    private let seed: UInt64
    private let arrivalSeed: UInt64
    let isPaired: Bool
    /// Prompts of all workers and shards; nil where time ends the run, or a warm-up by time or a ramp takes nobody knows how
    /// many of them.
    private let prompts: Int?

    private static let turnPurpose: UInt64 = 11
    private static let thinkPurpose: UInt64 = 12
    private static let twinPurpose: UInt64 = 13

    /// Nil where the plan has no conversations.
    ///
    /// - Throws: `WorkloadError` naming the option whose distribution is none.
    package init?(_ plan: RunPlan) throws(WorkloadError) {
        guard let conversations = plan.conversations else { return nil }
        do {
            turns = try Distribution(parsing: conversations.turns)
        } catch {
            throw WorkloadError("--turns: \(error)")
        }
        do throws(WorkloadError) {
            thinkTime = try conversations.thinkTime.map { text throws(WorkloadError) in
                try TimeDistribution(parsing: text)
            }
        } catch {
            throw WorkloadError("--think-time: \(error)")
        }
        seed = plan.seed
        arrivalSeed = plan.load.arrivalSeed ?? plan.seed
        isPaired = conversations.isPaired
        let perPrompt = conversations.isPaired ? 2 : 1
        let isCounted = plan.load.warmupDuration == nil && plan.load.ramp == nil
        prompts = plan.load.requests.flatMap {
            isCounted ? ($0 + (plan.load.warmupRequests ?? 0) + perPrompt - 1) / perPrompt : nil
        }
    }

    /// Turns of unit `unit`, 1 at least.
    func turns(ofUnit unit: Int) -> Int {
        var generator = SeededGenerator(
            seed: seed, purpose: Self.turnPurpose, index: UInt64(unit))
        if case .uniform(let low, let high) = turns {
            // Whole numbers from one end to the other, each as often.
            let first = low.rounded(.up)
            let count = max(1, high.rounded(.down) - first + 1)
            return Self.bounded(first + (generator.unit() * count).rounded(.down))
        }
        return Self.bounded(turns.sample(using: &generator).rounded())
    }

    private static func bounded(_ turns: Double) -> Int {
        Int(min(max(turns, 1), Double(ConversationPlan.mostTurns)))
    }

    /// From the end of a turn's answer to the next question of the same user; twins think alike.
    func thinkTime(after turn: Int, ofUnit unit: Int) -> Duration {
        guard let thinkTime else { return .zero }
        let index = UInt64(unit) &* UInt64(ConversationPlan.mostTurns) &+ UInt64(turn)
        var generator = SeededGenerator(
            seed: arrivalSeed, purpose: Self.thinkPurpose, index: index)
        return thinkTime.sample(using: &generator)
    }

    /// Whether the first of two twins is the one with a novel beginning.
    private func beginsNovel(unit: Int) -> Bool {
        var generator = SeededGenerator(
            seed: arrivalSeed, purpose: Self.twinPurpose, index: UInt64(unit))
        return generator.next() & 1 == 1
    }

    /// Requests of a part of the workers or shards, warm-up included; nil where their number is not planned.
    package func requests(of share: WorkerShare) -> Int? {
        guard prompts != nil else { return nil }
        var walk = Walk(self, share)
        var count = 0
        while let next = walk.next() { count += next.turns }
        return count
    }

    /// Conversations of a part, of those whose number is planned.
    package func conversations(of share: WorkerShare) -> Int? {
        guard prompts != nil else { return nil }
        var walk = Walk(self, share)
        var count = 0
        while walk.next() != nil { count += 1 }
        return count
    }

    /// The most tokens that all requests of a part can take together, as far as that can be known beforehand: each turn
    /// brings what was said before. Nil where answers have no limit, or time alone ends the run.
    package func mostTokens(
        of share: WorkerShare, _ source: PromptSource
    ) -> (prompt: Int, output: Int)? {
        guard prompts != nil else { return nil }
        var walk = Walk(self, share)
        var all = (prompt: 0, output: 0)
        while let next = walk.next() {
            var history = source.mostPrefixTokens
            for prompt in next.firstPrompt..<(next.firstPrompt + next.turns) {
                guard let answer = source.maxTokens(for: prompt) else { return nil }
                history += source.mostTokens(for: prompt) + Self.messageTokens
                all.prompt += history
                all.output += answer
                history += answer + Self.messageTokens
            }
        }
        return all
    }

    /// What a template adds to a message, generously.
    private static let messageTokens = 8

    /// Goes through the conversations of a part, in order.
    struct Walk: Sendable {
        private let schedule: ConversationSchedule
        private let share: WorkerShare
        private var unit = 0
        private var promptsBefore = 0
        /// A twin that comes next.
        private var twin: Conversation?

        init(_ schedule: ConversationSchedule, _ share: WorkerShare) {
            self.schedule = schedule
            self.share = share
        }

        /// The next one of the part; nil when all that is planned has been given.
        mutating func next() -> Conversation? {
            if let twin {
                self.twin = nil
                return twin
            }
            while schedule.prompts.map({ promptsBefore < $0 }) ?? true {
                defer { unit += 1 }
                var turns = schedule.turns(ofUnit: unit)
                // The last one ends with the plan's last request.
                if let prompts = schedule.prompts { turns = min(turns, prompts - promptsBefore) }
                let first = promptsBefore
                promptsBefore += turns
                guard unit % share.count == share.index else { continue }
                return conversation(firstPrompt: first, turns: turns)
            }
            return nil
        }

        private mutating func conversation(firstPrompt: Int, turns: Int) -> Conversation {
            guard schedule.isPaired else {
                return Conversation(
                    session: unit, unit: unit, firstRequest: firstPrompt,
                    firstPrompt: firstPrompt, turns: turns)
            }
            let isNovel = schedule.beginsNovel(unit: unit)
            let first = Conversation(
                session: 2 * unit, unit: unit, firstRequest: 2 * firstPrompt,
                firstPrompt: firstPrompt, turns: turns, beginning: isNovel ? .novel : .usual)
            var second = first
            second.session += 1
            second.firstRequest += turns
            second.beginning = isNovel ? .usual : .novel
            twin = second
            return first
        }
    }
}
