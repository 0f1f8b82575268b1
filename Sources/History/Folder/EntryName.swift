internal import RunModel

/// The name of a file of the history: when, and the digest of its content. Two writers never mean different things
/// by one name, and names ascend by time.
struct EntryName: Equatable {
    /// Without the ending.
    let text: String

    static let ending = ".json"
    private static let timeCharacters = 19
    private static let digestCharacters = 16

    /// `time` is UTC in ISO 8601, with milliseconds.
    init(time: String, content: [UInt8]) {
        let digits = time.utf8.filter { (48...57).contains($0) }.prefix(Self.timeDigits)
        let padded =
            Array(digits) + Array(repeating: UInt8(48), count: Self.timeDigits - digits.count)
        self.init(stamp: String(decoding: padded, as: UTF8.self), content)
    }

    /// Of a word that is said after another one, whatever the clocks of those who say it.
    init(after other: EntryName, content: [UInt8]) {
        let digits = other.text.utf8.filter { (48...57).contains($0) }.prefix(Self.timeDigits)
        let next = (Int(String(decoding: digits, as: UTF8.self)) ?? 0) + 1
        let text = String(next)
        let zeros = String(repeating: "0", count: max(0, Self.timeDigits - text.count))
        self.init(stamp: String((zeros + text).suffix(Self.timeDigits)), content)
    }

    private static let timeDigits = 17

    private init(stamp: String, _ content: [UInt8]) {
        text = "\(stamp.prefix(8))T\(stamp.dropFirst(8))Z-\(ContentDigest(content).text)"
    }

    /// Nil for the name of anything else.
    init?(file: String) {
        guard file.hasSuffix(Self.ending) else { return nil }
        let name = file.dropLast(Self.ending.count)
        let parts = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == Self.timeCharacters,
            parts[1].count == Self.digestCharacters,
            parts[0].enumerated().allSatisfy({ place, byte in
                switch place {
                case 8: byte == UInt8(ascii: "T")
                case 18: byte == UInt8(ascii: "Z")
                default: (48...57).contains(byte)
                }
            }),
            parts[1].allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        text = String(name)
    }

    var file: String { text + Self.ending }

    func isOf(_ content: [UInt8]) -> Bool { text.hasSuffix(ContentDigest(content).text) }
}
