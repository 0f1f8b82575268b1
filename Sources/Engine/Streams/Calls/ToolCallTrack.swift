internal import Wire

/// The tool calls of one answer, and whether the arguments of each are JSON, which is known at the answer's end.
///
/// A call is told from others by its place and, where a server gives one place to all, by an id that comes with a name.
struct ToolCallTrack {
    private struct Call {
        let index: Int64
        /// Of its id; 0 without one.
        var idDigest: UInt64
        var text = JSONProgress()
        var characters = UnescapedCharacters()
        var hasArguments = false
        /// Whether they came as JSON as it stands.
        var isObject = false
        var isText = false
    }

    private var calls: [Call] = []
    /// Beyond `mostCalls`, which no answer has: they are counted, and taken for good.
    private var uncounted = 0
    private static let mostCalls = 1024

    /// Takes an event of which some is a call, or a whole answer.
    ///
    /// - Returns: whether a call began in it, or its arguments did.
    mutating func take(_ data: Span<UInt8>, of api: API, isBody: Bool) -> Bool {
        var isBeginning = false
        api.readToolCalls(in: data, isBody: isBody) {
            isBeginning = take($0, data) || isBeginning
        }
        return isBeginning
    }

    private mutating func take(_ piece: ToolCallPiece, _ data: Span<UInt8>) -> Bool {
        let digest = piece.id.map { Self.digest(data.extracting($0)) } ?? 0
        guard let (place, isNew) = place(of: piece, digest) else { return false }
        if piece.isText { calls[place].isText = true }
        if piece.isObject {
            calls[place].isObject = true
            calls[place].hasArguments = true
        }
        guard let text = piece.arguments, !text.isEmpty else { return isNew }
        let isFirst = !calls[place].hasArguments
        if piece.isWhole || calls[place].isObject {
            calls[place].text = JSONProgress()
            calls[place].characters = UnescapedCharacters()
            calls[place].isObject = false
        }
        calls[place].hasArguments = true
        for index in text {
            if let character = calls[place].characters.take(data[index]) {
                calls[place].text.take(character)
            }
        }
        return isNew || isFirst
    }

    /// The call that a piece is of; nil beyond the most that are kept apart.
    private mutating func place(of piece: ToolCallPiece, _ digest: UInt64) -> (Int, Bool)? {
        if let known = calls.lastIndex(where: { $0.index == piece.index }) {
            if !isOther(piece, digest, than: calls[known]) {
                if digest != 0 { calls[known].idDigest = digest }
                return (known, false)
            }
        }
        guard calls.count < Self.mostCalls else {
            if piece.hasName { uncounted += 1 }
            return nil
        }
        calls.append(Call(index: piece.index, idDigest: digest))
        return (calls.count - 1, true)
    }

    /// Whether a piece at a call's place begins another: it has a name, and another id, or arguments though the call's are
    /// whole.
    private func isOther(_ piece: ToolCallPiece, _ digest: UInt64, than call: Call) -> Bool {
        guard piece.hasName else { return false }
        if digest != 0, call.idDigest != 0 { return digest != call.idDigest }
        return !piece.isWhole && call.hasArguments && call.text.isWhole
            && piece.arguments?.isEmpty == false
    }

    /// FNV-1a, never 0.
    private static func digest(_ text: Span<UInt8>) -> UInt64 {
        guard text.count > 0 else { return 0 }
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in text.indices { digest = (digest ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return max(digest, 1)
    }

    /// How many there are, and of how many the arguments are no JSON. Messages writes nothing where a tool wants nothing.
    func counts(_ api: API) -> (all: Int, broken: Int) {
        let broken = calls.count { call in
            guard !call.isText, !call.isObject else { return false }
            return call.hasArguments ? !call.text.isWhole : api != .messages
        }
        return (calls.count + uncounted, broken)
    }
}
