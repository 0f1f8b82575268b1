/// A number of bytes as a user writes it: `512MiB`, `1g`, `100MB`; a bare number is bytes.
package struct ByteCount: Hashable, Sendable, Codable, CustomStringConvertible {
    package var bytes: Int

    package init(bytes: Int) {
        self.bytes = bytes
    }

    /// Nil when `text` is not a non-negative number with one of the units above, or is beyond a pebibyte.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite,
            let scale = Self.scale(of: text.dropFirst(digits.count)),
            (0...0x1p50).contains(number * scale)
        else { return nil }
        bytes = Int(number * scale)
    }

    /// Bytes of a unit; nil for none. A letter alone is a power of 1024, as memory is counted everywhere else.
    private static func scale(of unit: Substring) -> Double? {
        switch unit.lowercased() {
        case "", "b": 1
        case "kb": 1e3
        case "mb": 1e6
        case "gb": 1e9
        case "k", "kib": 0x1p10
        case "m", "mib": 0x1p20
        case "g", "gib": 0x1p30
        default: nil
        }
    }

    /// The shortest exact way to write it, such as `64MiB`.
    package var description: String {
        let units: [(String, Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        for (name, size) in units where bytes >= size && bytes % size == 0 {
            return "\(bytes / size)\(name)"
        }
        return "\(bytes)"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = try? container.decode(Double.self)
        let text = try number.map { "\($0)" } ?? container.decode(String.self)
        guard let count = ByteCount(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is not a number of bytes; write it like 512MiB or 1GiB"
            )
        }
        self = count
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
