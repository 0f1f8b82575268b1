internal import RunModel

/// Takes secrets out of a text, however a server repeats them: as they are, or with any of their bytes escaped as JSON
/// (`\/`, `\u002F`), C (`\x2F`) or addresses (`%2F`) have it.
struct SecretMask {
    /// Longest first: a secret may be the beginning of another.
    private let secrets: [[UInt8]]
    /// Bytes that one can take in a text.
    let longest: Int

    private static let longestEscape = 6
    private static let mask = Array("[key]".utf8)

    init(_ secrets: [String]) {
        self.secrets = secrets.map { Array($0.utf8) }.filter { !$0.isEmpty }
            .sorted { $1.count < $0.count }
        longest = (self.secrets.first?.count ?? 0) * Self.longestEscape
    }

    /// `isCut`: whether the text went on, so that its end may be the beginning of a secret.
    func masked(_ text: String, isCut: Bool) -> String {
        guard !secrets.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            if let end = secrets.lazy.compactMap({ Self.end(of: $0, in: bytes, at: place) }).first {
                masked += Self.mask
                place = end
            } else {
                masked.append(bytes[place])
                place += 1
            }
        }
        // Whatever begins a secret that is not whole stands in so many bytes at the end.
        if isCut { masked.removeLast(min(longest, masked.count)) }
        return String(decoding: masked, as: UTF8.self)
    }

    /// The place after the secret that stands at `place`; nil where none does.
    private static func end(of secret: [UInt8], in bytes: [UInt8], at place: Int) -> Int? {
        var place = place
        for byte in secret {
            guard let width = width(of: byte, in: bytes, at: place) else { return nil }
            place += width
        }
        return place
    }

    /// How many bytes stand for `byte` at `place`; nil where another byte stands there.
    private static func width(of byte: UInt8, in bytes: [UInt8], at place: Int) -> Int? {
        guard place < bytes.count else { return nil }
        let rest = bytes[place...]
        for (prefix, digits) in escapes where rest.starts(with: prefix) {
            let number = rest.dropFirst(prefix.count).prefix(digits)
            if number.count == digits, let value = hexadecimal(number), value == Int(byte) {
                return prefix.count + digits
            }
        }
        if rest.starts(with: [UInt8(ascii: "\\"), byte]), byte != UInt8(ascii: "\\") { return 2 }
        return bytes[place] == byte ? 1 : nil
    }

    private static let escapes: [([UInt8], Int)] = [
        (Array("\\u".utf8), 4), (Array("\\x".utf8), 2), (Array("%".utf8), 2),
    ]

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    func holds(_ reason: FinishReason) -> Bool {
        secrets.contains { secret in
            let shown = FinishReason(rawValue: String(decoding: secret, as: UTF8.self)).rawValue
            return shown.count >= 4 && reason.rawValue.contains(shown)
        }
    }
}
