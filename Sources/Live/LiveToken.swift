/// What the address of a live page holds, so that only who was told it gets in: 160 bits of the system's own generator.
struct LiveToken: Sendable {
    let text: String

    /// A new one.
    init() {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        text = String((0..<40).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }

    /// Of tests.
    init(text: String) {
        self.text = text
    }

    /// Whether it is this one. Every letter is looked at: how long it takes tells nothing of how much is right.
    func matches(_ other: Substring) -> Bool {
        let (own, other) = (Array(text.utf8), Array(other.utf8))
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
