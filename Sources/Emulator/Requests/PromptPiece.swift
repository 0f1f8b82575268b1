/// What a prompt is made of, in order, as a prefix cache sees it.
enum PromptPiece: Sendable {
    /// A message begins. Counts no token.
    case role(String)
    /// A token a word.
    case text(String)
    case media(PromptDigest, tokens: Int)

    /// Of the prompt.
    var tokens: Int {
        switch self {
        case .role: 0
        case .text(let text): text.wordCount
        case .media(_, let tokens): tokens
        }
    }

    /// What an answer hangs on.
    var digest: PromptDigest {
        switch self {
        case .role(let text), .text(let text):
            var digest = PromptDigest()
            digest.add(text)
            return digest
        case .media(let digest, _): return digest
        }
    }
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
