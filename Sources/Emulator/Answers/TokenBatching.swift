/// How many tokens go into one chunk.
enum TokenBatching: Sendable, Equatable {
    case individual
    case fixed(Int)
    /// Token by token at first; long generations in batches that grow, and while a client does not
    /// read, tokens collect and go out together.
    case adaptive

    /// Nil when `text` is not `individual`, `adaptive` or a number from 1 to 100,000.
    init?(_ text: String) {
        switch text {
        case "individual": self = .individual
        case "adaptive": self = .adaptive
        default:
            guard let size = Int(text), (1...100_000).contains(size) else { return nil }
            self = .fixed(size)
        }
    }

    /// Tokens of the chunk that begins with token `position` of the answer.
    func size(at position: Int) -> Int {
        switch self {
        case .individual: 1
        case .fixed(let size): size
        case .adaptive: min(1 + position / Self.adaptiveStep, Self.adaptiveLimit)
        }
    }

    private static let adaptiveStep = 64
    private static let adaptiveLimit = 16
}
