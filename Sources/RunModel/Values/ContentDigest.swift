/// A stable digest of bytes, to tell contents apart and to notice damage; no protection against intent. 64-bit
/// FNV-1a (Fowler, Noll, Vo 1991).
package struct ContentDigest: Sendable, Equatable {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(_ bytes: some Sequence<UInt8>) {
        add(bytes)
    }

    package init(_ bytes: [UInt8]) {
        add(bytes[...])
    }

    /// The same as of any sequence. Other modules get no copy of that of their own, and it takes 50 ns a byte.
    package mutating func add(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// 16 lower-case hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
