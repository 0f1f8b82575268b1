internal import RunModel

extension LimitPolicy {
    /// What a limit may be.
    static let limitRange = 1...1_000_000_000
    /// What may be enforced beyond what is stated.
    static let offsetRange = -1_000_000...1_000_000
}

/// Values of the keys of a tier.
extension KeyedDecodingContainer where Key == LimitPolicy.CodingKeys {
    /// Sets `value` to what stands under `key`, if anything does.
    func set<Value>(_ value: inout Value, _ key: Key) throws
    where Value: RawRepresentable<String> & CaseIterable {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return }
        guard let known = Value(rawValue: text) else {
            let list = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(key, "'\(text)' is not one of \(list)")
        }
        value = known
    }

    /// `none` takes a limit away that the tier has.
    func decodeLimit(_ key: Key, or current: Int?) throws -> Int? {
        if let text = try? decodeIfPresent(String.self, forKey: key), text == "none" { return nil }
        return try decodeCount(key, within: LimitPolicy.limitRange) ?? current
    }

    func decodeNumber(_ key: Key, within range: ClosedRange<Double>) throws -> Double? {
        guard let number = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard range.contains(number) else {
            throw invalid(
                key, "\(number) is not within \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A list of layers, or one text with commas between them.
    func decodeLayers() throws -> [RateLayer]? {
        let list = try? decodeIfPresent([String].self, forKey: .layers)
        guard let texts = try list ?? decodeIfPresent(String.self, forKey: .layers).map({ [$0] })
        else { return nil }
        return try texts.flatMap { $0.split(separator: ",") }.map { text in
            guard let layer = RateLayer(String(text)) else {
                throw invalid(
                    .layers, "'\(text)' is not like 5/1s, or 20/10s sliding, with a kind of window")
            }
            return layer
        }
    }

    /// `at_once`, `natural_end`, `never`, or milliseconds.
    func decodeRelease(_ key: Key) throws -> SlotRelease? {
        guard let text = try decodeIfPresent(WrittenValue.self, forKey: key)?.text else {
            return nil
        }
        switch text {
        case "at_once": return .atOnce
        case "natural_end": return .atNaturalEnd
        case "never": return .never
        default:
            guard let delay = Duration(milliseconds: text) else {
                throw invalid(key, "write at_once, natural_end, never or a number of milliseconds")
            }
            return .after(delay)
        }
    }
}

extension Duration {
    /// Of a day at most; nil where `text` is no such number.
    init?(milliseconds text: String) {
        guard let number = Double(text), (0...86_400_000).contains(number) else { return nil }
        self = .nanoseconds(Int64(number * 1_000_000))
    }
}
