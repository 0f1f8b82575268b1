internal import RunModel
internal import Wire

/// What the members of a trace's records hold.
extension JSONReader {
    /// The next value as a number; nil where it is another, which is passed over.
    mutating func number(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Double? {
        guard try isAtNumber(bytes) else { return nil }
        let place = try readNumber(bytes)
        return RowNumber.decimal(bytes.extracting(place))
    }

    /// The same as a whole number from 0.
    mutating func count(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int? {
        guard let number = try number(bytes), number >= 0, number <= RowNumber.mostTokens,
            number == number.rounded()
        else { return nil }
        return Int(number)
    }

    /// A text, or a number as it is written; nil of anything else.
    mutating func word(_ bytes: Span<UInt8>) throws(BrokenJSON) -> String? {
        if try peek(bytes) == UInt8(ascii: "\"") {
            let text = try readString(bytes)
            return JSONText.unescaped(bytes.extracting(text.range))
        }
        guard try isAtNumber(bytes) else { return nil }
        let place = try readNumber(bytes)
        return String(
            decoding: place.map { bytes[$0] }, as: UTF8.self)
    }

    /// The name that a text or a number is, hashed.
    mutating func name(_ bytes: Span<UInt8>) throws(BrokenJSON) -> UInt64? {
        let start: Range<Int>
        if try peek(bytes) == UInt8(ascii: "\"") {
            start = try readString(bytes).range
        } else {
            guard try isAtNumber(bytes) else { return nil }
            start = try readNumber(bytes)
        }
        return RowNumber.hash(bytes.extracting(start))
    }

    /// The names of a list; nil where it is none, or holds anything else than texts and numbers.
    mutating func names(_ bytes: Span<UInt8>) throws(BrokenJSON) -> [UInt64]? {
        guard try peek(bytes) == UInt8(ascii: "[") else {
            try skipValue(bytes)
            return nil
        }
        try enter()
        var found: [UInt64] = []
        var isWhole = true
        while try hasNextElement(bytes) {
            if let name = try name(bytes) { found.append(name) } else { isWhole = false }
        }
        return isWhole ? found : nil
    }

    /// Where the next value stands, which is passed over.
    mutating func place(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int> {
        _ = try peek(bytes)
        let start = position
        try skipValue(bytes)
        return start..<position
    }

    private mutating func isAtNumber(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        let byte = try peek(bytes)
        if byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            return true
        }
        try skipValue(bytes)
        return false
    }

    /// The members of the object that a record is: `take` gets the place of each name, and has to go past the value.
    ///
    /// - Throws: `RowFault` where the record is no object of JSON.
    static func members(
        of record: Span<UInt8>,
        _ take: (inout JSONReader, JSONString) throws(BrokenJSON) -> Void
    ) throws(RowFault) {
        do throws(BrokenJSON) {
            var reader = JSONReader()
            guard try reader.peek(record) == UInt8(ascii: "{") else { throw BrokenJSON() }
            try reader.enter()
            while let name = try reader.nextName(record) { try take(&reader, name) }
            guard reader.isAtEnd(record) else { throw BrokenJSON() }
        } catch {
            throw RowFault("not a JSON object")
        }
    }
}

/// Numbers and names as bytes have them.
enum RowNumber {
    /// Ten times what the longest prompts take that anyone sends: a greater number is a mistake, and its text would fill the memory.
    static let mostTokens = 10_000_000.0
    static let tokens = "a number of tokens of at most 10 million"

    /// A decimal number; nil where the bytes are none. Fast for whole numbers, which nearly all are.
    static func decimal(_ bytes: Span<UInt8>) -> Double? {
        guard bytes.count > 0 else { return nil }
        var value: Int64 = 0
        if bytes.count <= 15 {
            var isWhole = true
            for index in bytes.indices {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit <= 9 else {
                    isWhole = false
                    break
                }
                value = value * 10 + Int64(digit)
            }
            if isWhole { return Double(value) }
        }
        let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        // FNV-1a, as `ContentDigest`, which takes no span.
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return value
    }
}

/// A moment as `2026-06-01 17:03:59.9799600`, with T or a blank between and perhaps Z at its end: nanoseconds since 1970.
/// ISO 8601 with up to nine digits of a second; another zone than UTC moves it.
struct RowMoment {
    let nanoseconds: Int64

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 19,
            let year = Self.digits(bytes, 0..<4), let month = Self.digits(bytes, 5..<7),
            let day = Self.digits(bytes, 8..<10), let hour = Self.digits(bytes, 11..<13),
            let minute = Self.digits(bytes, 14..<16), let second = Self.digits(bytes, 17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61,
            (1970...2200).contains(year)
        else { return nil }
        var rest = 19
        var fraction: Int64 = 0
        if rest < bytes.count, bytes[rest] == UInt8(ascii: ".") {
            rest += 1
            var scale: Int64 = 100_000_000
            while rest < bytes.count, bytes[rest] &- UInt8(ascii: "0") <= 9 {
                fraction += Int64(bytes[rest] - UInt8(ascii: "0")) * scale
                scale /= 10
                rest += 1
            }
        }
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        guard day <= Self.days(next.0, next.1, 1) - Self.days(year, month, 1),
            let zone = Self.zoneMinutes(bytes, from: rest)
        else { return nil }
        let seconds =
            Self.days(year, month, day) * 86_400
            + Int64(hour * 3600 + (minute - zone) * 60 + second)
        nanoseconds = seconds * 1_000_000_000 + fraction
    }

    private static func zoneMinutes(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count else { return 0 }
        if bytes[start] | 0x20 == UInt8(ascii: "z"), start + 1 == bytes.count { return 0 }
        let isEast = bytes[start] == UInt8(ascii: "+")
        guard isEast || bytes[start] == UInt8(ascii: "-"), start + 6 == bytes.count,
            let hours = digits(bytes, start + 1..<start + 3),
            let minutes = digits(bytes, start + 4..<start + 6)
        else { return nil }
        return (hours * 60 + minutes) * (isEast ? 1 : -1)
    }

    private static func digits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Days from 1970 to a day of the Gregorian calendar. A year here begins in March, so that its leap day is its last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let years = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1
        let leapDays = years / 4 - years / 100 + years / 400
        // 719,468 days lie between March 1st of the year 0 and 1970.
        return Int64(years * 365 + leapDays + dayOfYear - 719_468)
    }
}
