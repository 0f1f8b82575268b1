internal import RunModel

/// Takes secrets out of a text, however a server repeats them: as they are, with any of their bytes escaped
/// (`EscapedByte`), or all of them in base 64 or hexadecimal.
struct SecretMask {
    /// Longest first: a secret may be the beginning of another.
    private let secrets: [[UInt8]]
    /// Bytes that one can take in a text.
    let longest: Int

    private static let mask = Array("[key]".utf8)
    /// As much of a secret as is worth hiding.
    private static let leastBytes = 8
    /// What people give where a server wants any key: no secrets, and words of its answers.
    private static let dummies: Set = [
        "EMPTY", "empty", "none", "test", "dummy", "ollama", "lm-studio", "not-needed",
        "sk-no-key-required",
    ]

    init(_ secrets: [String]) {
        let plain = secrets.filter { !$0.isEmpty && !Self.dummies.contains($0) }
            .map { Array($0.utf8) }
        self.secrets = (plain + plain.flatMap(Self.encoded)).sorted { $1.count < $0.count }
        longest = (self.secrets.first?.count ?? 0) * EscapedByte.longest
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
            } else if isCut, secrets.contains(where: { Self.begins($0, in: bytes, at: place) }) {
                break
            } else {
                masked.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }

    /// Whether a word that was cut holds a secret, or the beginning of one.
    func holds(_ reason: FinishReason) -> Bool {
        guard !reason.isUsual else { return false }
        return secrets.contains { secret in
            let beginning = String(decoding: secret.prefix(Self.leastBytes), as: UTF8.self)
            let shown = FinishReason(rawValue: beginning).rawValue
            return shown.count >= 4 && reason.rawValue.contains(shown)
        }
    }

    /// Whether the text ends in the midst of a secret that begins at `place`.
    private static func begins(_ secret: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
        var place = place
        for (index, byte) in secret.enumerated() {
            if index > 0 { place = EscapedByte.pastUnseen(in: bytes, from: place) }
            if EscapedByte.isCut(bytes, at: place) { return true }
            guard let width = EscapedByte.width(of: byte, in: bytes, at: place) else {
                return false
            }
            place += width
        }
        return false
    }

    /// The place after the secret that stands at `place`; nil where none does.
    private static func end(of secret: [UInt8], in bytes: [UInt8], at place: Int) -> Int? {
        var place = place
        for (index, byte) in secret.enumerated() {
            if index > 0 { place = EscapedByte.pastUnseen(in: bytes, from: place) }
            guard let width = EscapedByte.width(of: byte, in: bytes, at: place) else { return nil }
            place += width
        }
        return place
    }

    /// The secret alone and behind `Bearer `, in base 64 as far as what follows it does not matter, and in digits.
    private static func encoded(_ secret: [UInt8]) -> [[UInt8]] {
        guard secret.count >= leastBytes else { return [] }
        let digits = secret.flatMap { byte in
            [byte >> 4, byte & 15].map { Array(String($0, radix: 16).utf8)[0] }
        }
        return [secret, Array("Bearer ".utf8) + secret].map(base64) + [digits]
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return stride(from: 0, to: bytes.count - bytes.count % 3, by: 3).flatMap { start in
            let group = bytes[start..<start + 3].reduce(0) { $0 << 8 | Int($1) }
            return [18, 12, 6, 0].map { alphabet[group >> $0 & 63] }
        }
    }
}
