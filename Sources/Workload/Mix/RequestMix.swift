package import RunModel
internal import Statistics

/// Which class each request of a run is of, and what that asks; the same on every machine and in every run of the seed.
package struct RequestMix: Sendable {
    /// A class with its place among the numbers from 0 to 1 that requests draw.
    package struct Member: Sendable {
        package let name: String
        let end: Double
        let inputTokens: Distribution?
        let outputTokens: Distribution?
        let maxTokens: Int?
    }

    private let members: [Member]
    private let seed: UInt64

    private static let purpose: UInt64 = 21

    /// Nil of a plan whose requests are all alike.
    ///
    /// - Throws: `WorkloadError` when a distribution of a class is not valid.
    package init?(_ request: RequestPlan, seed: UInt64) throws(WorkloadError) {
        guard let mix = request.mix, !mix.isEmpty else { return nil }
        self.seed = seed
        var end = 0.0
        var members: [Member] = []
        for one in mix {
            end += one.share
            members.append(
                Member(
                    name: one.name, end: end,
                    inputTokens: try Self.distribution(one.inputTokens, of: one),
                    outputTokens: try Self.distribution(one.outputTokens, of: one),
                    maxTokens: one.maxTokens))
        }
        self.members = members
    }

    /// The class of whoever asks the plan's prompt of this number; nil of the rest.
    package func member(of prompt: Int) -> Member? {
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(prompt))
        let drawn = generator.unit()
        return members.first { drawn < $0.end }
    }

    /// The name of its class.
    package func name(of prompt: Int) -> String {
        member(of: prompt)?.name ?? RequestClassPlan.rest
    }

    /// Whether any class has prompts of its own.
    var hasLengths: Bool { members.contains { $0.inputTokens != nil } }

    private static func distribution(
        _ text: String?, of one: RequestClassPlan
    ) throws(WorkloadError) -> Distribution? {
        guard let text else { return nil }
        do {
            return try Distribution(parsing: text)
        } catch {
            throw WorkloadError("--mix \(one.name): \(error)")
        }
    }
}
