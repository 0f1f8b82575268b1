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
}
