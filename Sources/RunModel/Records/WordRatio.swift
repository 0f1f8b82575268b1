/// How a target counts the words of synthetic prompts: tokens = template + words / wordsPerToken. A member of
/// manifest.json where it was learnt, by a straight line through the counts of a few prompts of known length.
package struct WordRatio: Codable, Sendable, Equatable {
    /// What grows with the prompt: the vocabulary.
    package var wordsPerToken: Double
    /// What every prompt has beside its words, in tokens: the chat template.
    package var templateTokens: Double

    package init(wordsPerToken: Double, templateTokens: Double) {
        self.wordsPerToken = wordsPerToken
        self.templateTokens = templateTokens
    }

    /// A token a word, and nothing beside: as long as nothing is known.
    package static let unknown = WordRatio(wordsPerToken: 1, templateTokens: 0)

    /// Words of a whole prompt of `tokens`, one at least.
    package func words(ofPrompt tokens: Int) -> Int {
        max(1, Int(((Double(tokens) - templateTokens) * wordsPerToken).rounded()))
    }

    /// Words of a part of a prompt.
    package func words(ofPart tokens: Int) -> Int {
        max(1, Int((Double(tokens) * wordsPerToken).rounded()))
    }

    /// The line of least squares through counts of prompts of known lengths in words; nil where they are of one length
    /// only, or do not grow with it.
    package init?(_ counts: [(words: Int, tokens: Int)]) {
        let count = Double(counts.count)
        guard count > 0 else { return nil }
        let words = counts.reduce(0) { $0 + Double($1.words) } / count
        let tokens = counts.reduce(0) { $0 + Double($1.tokens) } / count
        let spread = counts.reduce(0) {
            $0 + (Double($1.words) - words) * (Double($1.words) - words)
        }
        let common = counts.reduce(0) {
            $0 + (Double($1.words) - words) * (Double($1.tokens) - tokens)
        }
        guard spread > 0, common > 0 else { return nil }
        let tokensPerWord = common / spread
        self.init(
            wordsPerToken: 1 / tokensPerWord, templateTokens: tokens - tokensPerWord * words)
    }
}
