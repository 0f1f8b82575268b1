/// What a prompt is made of, in order, as a prefix cache sees it.
enum PromptPiece: Sendable {
    /// A message begins. Counts no token.
    case role(String)
    /// A token a word.
    case text(String)
    case media(PromptDigest, tokens: Int)
}

extension PromptBlocks {
    init(_ pieces: [PromptPiece]) {
        self.init()
        for piece in pieces {
            switch piece {
            case .role(let name): mark(Self.name(of: name))
            case .text(let text):
                for word in text.split(whereSeparator: \.isWhitespace) {
                    add(Self.name(of: String(word)))
                }
            case .media(let digest, let tokens):
                for _ in 0..<tokens { add(digest.value) }
            }
        }
    }

    private static func name(of word: String) -> UInt64 {
        var digest = PromptDigest()
        digest.add(word)
        return digest.value
    }
}
