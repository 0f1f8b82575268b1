/// A value written either as a number or as text, such as `200` or `"normal(200,20)"`.
struct WrittenValue: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let whole = try? container.decode(Int.self) {
            text = String(whole)
        } else if let number = try? container.decode(Double.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}

/// The name of any member of an object.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}

extension Decoder {
    /// A misspelt override would silently measure something else.
    ///
    /// - Throws: `DecodingError` that names the first key that `Keys` lacks.
    func rejectKeys<Keys>(except keys: Keys.Type) throws
    where Keys: CodingKey & CaseIterable & RawRepresentable<String> {
        let known = keys.allCases.map(\.rawValue)
        let present = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        guard let unknown = present.sorted().first(where: { !known.contains($0) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: codingPath + [AnyKey(stringValue: unknown)],
                debugDescription: "there is no such key; known are \(known.joined(separator: ", "))"
            ))
    }
}

extension KeyedDecodingContainer {
    /// A whole number within `range`; nil when the key is absent or null.
    func decodeCount(_ key: Key, within range: ClosedRange<Int> = 0...1_000_000_000) throws -> Int?
    {
        guard let number = try decodeIfPresent(Int.self, forKey: key) else { return nil }
        guard range.contains(number) else {
            throw invalid(
                key, "\(number) is not within \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A length of time in milliseconds, up to a day; nil when the key is absent or null.
    func decodeMilliseconds(_ key: Key) throws -> Duration? {
        guard let number = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard (0...86_400_000).contains(number) else {
            throw invalid(key, "\(number) is not a number of milliseconds up to a day")
        }
        return .nanoseconds(Int64(number * 1_000_000))
    }

    /// The time from one thing to the next in milliseconds, at least 0.1.
    func decodeInterval(_ key: Key) throws -> Duration? {
        let interval = try decodeMilliseconds(key)
        if let interval, interval < .microseconds(100) {
            throw invalid(key, "the shortest interval is 0.1 ms")
        }
        return interval
    }

    func invalid(_ key: Key, _ why: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: why))
    }
}
