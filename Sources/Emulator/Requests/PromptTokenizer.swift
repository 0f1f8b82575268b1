/// How a model counts a prompt: so many tokens a word, and those that its chat template adds. Written
/// `words=1.3,template=11`.
package struct PromptTokenizer: Sendable, Equatable {
    /// Tokens of a word.
    private var words = 1.0
    private var template = 0

    /// - Throws: `EmulatorPlanError` with one sentence for the user.
    package init(parsing text: String) throws(EmulatorPlanError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let number = Double(pair[1]), number.isFinite else {
                throw Self.fault(text)
            }
            switch pair[0] {
            case "words" where (0.01...100).contains(number): words = number
            case "template" where (0...1_000_000).contains(number) && number == number.rounded():
                template = Int(number)
            default: throw Self.fault(text)
            }
        }
    }

    private static func fault(_ text: String) -> EmulatorPlanError {
        EmulatorPlanError(
            description:
                "'\(text)' is no tokenizer; write it like words=1.3,template=11 (tokens of a word from 0.01 to 100, and of the "
                + "template from 0)")
    }

    /// Tokens of a prompt of so many words.
    func tokens(ofWords count: Int) -> Int { template + Int((Double(count) * words).rounded()) }
}
