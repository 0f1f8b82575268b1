/// How the prompts of a conversation begin, where each has a twin that differs in nothing else.
package enum PromptBeginning: String, Codable, Sendable, CaseIterable {
    /// As the plan has it, turn after turn, so that a cache of prefixes can know it.
    case usual
    /// As no prompt before.
    case novel
}
