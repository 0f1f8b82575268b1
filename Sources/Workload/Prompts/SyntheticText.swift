internal import RunModel
internal import Statistics

/// Prompts made of common words. They are words until the server's `usage` tells tokens.
enum SyntheticText {
    private static let vocabulary = [
        "river", "stone", "light", "paper", "garden", "window", "market", "engine", "letter",
        "summer", "bridge", "copper", "signal", "forest", "kitchen", "harbour", "pencil", "cloud",
        "orange", "station", "mirror", "basket", "winter", "button", "valley", "record", "silver",
        "corner", "island", "number", "evening", "teacher",
    ]

    /// `count` words that begin unlike any other request's, so that no server answers from the cache
    /// of a common prefix.
    static func words(_ count: Int, using generator: inout some RandomNumberGenerator) -> String {
        var text = String(generator.next(), radix: 36)
        for _ in 1..<max(count, 1) {
            text += " "
            text += vocabulary[Int(generator.next() % UInt64(vocabulary.count))]
        }
        return text
    }

    private static let blockPurpose: UInt64 = 5

    /// A prompt of named blocks. The text of a block follows from the seed and its name, so that prompts share what their
    /// blocks have in common; the prompt ends where it is long enough, which the template may let it be before the last block.
    static func blocks(_ prompt: BlockPrompt, _ ratio: WordRatio, seed: UInt64) -> String {
        let all = ratio.words(ofPrompt: prompt.tokens)
        let usual = ratio.words(ofPart: prompt.blockTokens)
        var left = max(1, all)
        var texts: [String] = []
        for (index, name) in prompt.blocks.enumerated() where left > 0 {
            let isLast = index == prompt.blocks.count - 1
            let count = isLast ? left : min(left, usual)
            left -= count
            var generator = SeededGenerator(seed: seed, purpose: blockPurpose, index: name)
            texts.append(words(count, using: &generator))
        }
        return texts.joined(separator: " ")
    }
}
