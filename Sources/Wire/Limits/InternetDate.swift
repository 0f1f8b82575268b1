/// Dates as RFC 3339 writes them, section 5.6.
enum InternetDate {
    /// Of `2026-05-04T09:08:07.5Z` and `2026-05-04 11:08:07+02:00`; nil for anything else.
    static func secondsSinceEpoch(_ text: String) -> Double? {
        let bytes = Array(LimitFieldValue.trimmed(text[...]).utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == ASCII.minus,
            bytes[7] == ASCII.minus,
            [UInt8(ascii: "T"), UInt8(ascii: "t"), ASCII.space].contains(bytes[10]),
            bytes[13] == ASCII.colon, bytes[16] == ASCII.colon,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
            let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            (1600...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            hour <= 23, minute <= 59, second <= 60
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0.0
        if rest.first == ASCII.period {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(Array(rest)) else { return nil }
        let days = HTTPDate.days(year: year, month: month, day: day)
        return Double(((days * 24 + hour) * 60 + minute - offset) * 60 + second) + fraction
    }

    /// Minutes east of UTC.
    private static func offset(_ zone: [UInt8]) -> Int? {
        if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
        guard zone.count == 6, zone[3] == ASCII.colon, [ASCII.plus, ASCII.minus].contains(zone[0]),
            let hours = number(zone[1..<3]), let minutes = number(zone[4..<6]), hours <= 23,
            minutes <= 59
        else { return nil }
        return (hours * 60 + minutes) * (zone[0] == ASCII.minus ? -1 : 1)
    }

    /// Of at most four digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0) { value, digit in
            guard let value, (0x30...0x39).contains(digit) else { return nil }
            return value * 10 + Int(digit - 0x30)
        }
    }
}
