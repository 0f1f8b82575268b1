/// A stable hash of what a request asks, whatever else it says: 64-bit FNV-1a (Fowler, Noll, Vo 1991).
///
/// Swift's own `Hasher` differs from one process to the next, and the same seed must give the same
/// answers in each.
struct PromptDigest: Equatable, Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // No UTF-8 holds this byte: "ab", "c" and "a", "bc" differ.
        add(0xFF)
    }

    mutating func add(_ other: PromptDigest) {
        for shift in stride(from: 0, to: 64, by: 8) {
            add(UInt8(truncatingIfNeeded: other.value >> UInt64(shift)))
        }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}

/// Any JSON value by its digest, whatever the order of an object's members.
struct JSONDigest: Decodable {
    private(set) var digest = PromptDigest()

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: AnyKey.self) {
            digest.add("{")
            for name in object.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                digest.add(name.stringValue)
                digest.add(try object.decode(JSONDigest.self, forKey: name).digest)
            }
        } else if var array = try? decoder.unkeyedContainer() {
            digest.add("[")
            while !array.isAtEnd { digest.add(try array.decode(JSONDigest.self).digest) }
        } else {
            digest.add(try Self.text(of: decoder.singleValueContainer()))
        }
    }

    private static func text(of value: any SingleValueDecodingContainer) throws -> String {
        if value.decodeNil() { return "null" }
        if let text = try? value.decode(String.self) { return text }
        if let isTrue = try? value.decode(Bool.self) { return String(isTrue) }
        return String(try value.decode(Double.self))
    }
}
