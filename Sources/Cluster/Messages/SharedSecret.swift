internal import CCrypto

/// The secret that all shards of a run have, by which they know each other. It is never sent: who has it can answer a
/// challenge (HMAC-SHA-256, RFC 2104).
package struct SharedSecret: Sendable {
    private let key: [UInt8]

    /// Nil where it is too short to be one.
    package init?(_ text: String) {
        key = Array(text.utf8)
        guard key.count >= Self.shortest else { return nil }
    }

    /// 128 bits as hexadecimal digits are twice as many.
    package static let shortest = 16

    /// 64 hexadecimal digits. `parts` are told apart by a line feed, which none of them has.
    func proof(_ parts: [String]) -> String {
        let message = Array(parts.joined(separator: "\n").utf8)
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
        return Self.hexadecimal(digest.prefix(Int(length)))
    }

    /// Takes as long wherever they differ.
    func accepts(_ claimed: String, for parts: [String]) -> Bool {
        let (own, other) = (Array(proof(parts).utf8), Array(claimed.utf8))
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A number that was never used before: 128 bits of the system's generator.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
    }
}
