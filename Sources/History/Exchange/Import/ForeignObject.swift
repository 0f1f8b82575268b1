/// A JSON object that somebody else wrote: members are looked for, unknown ones left alone, and those that nobody
/// asks for are never made values of.
struct ForeignObject {
    private let members: KeyedDecodingContainer<Key>

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static let mostCharacters = 200

    /// Nil where it is something else than an object.
    init?(_ decoder: any Decoder) {
        guard let members = try? decoder.container(keyedBy: Key.self) else { return nil }
        self.members = members
    }

    private init(_ members: KeyedDecodingContainer<Key>) {
        self.members = members
    }

    /// Whether a member is there and not null.
    func has(_ name: String) -> Bool {
        let key = Key(stringValue: name)
        return members.contains(key) && (try? members.decodeNil(forKey: key)) == false
    }

    func object(_ name: String) -> ForeignObject? {
        (try? members.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: name)))
            .map(ForeignObject.init)
    }

    /// The objects of an array; none where one of its elements is something else.
    func list(_ name: String) -> [ForeignObject] {
        guard var array = try? members.nestedUnkeyedContainer(forKey: Key(stringValue: name)) else {
            return []
        }
        var found: [ForeignObject] = []
        while !array.isAtEnd {
            guard let object = try? array.nestedContainer(keyedBy: Key.self) else { return [] }
            found.append(ForeignObject(object))
        }
        return found
    }

    /// Harmless in a terminal, and not longer than a name may be.
    func text(_ name: String) -> String? {
        guard let text = value(String.self, name) else { return nil }
        let plain = Self.plain(text, most: Self.mostCharacters)
        return plain.isEmpty ? nil : plain
    }

    func isTrue(_ name: String) -> Bool? { value(Bool.self, name) }

    /// A number from 0 on; nil where there is none, or one that is infinite, below 0 or not a number: some tools write
    /// what they did not measure so.
    ///
    /// - Throws: `ForeignFault` where the member is something else.
    func number(_ name: String) throws(ForeignFault) -> Double? {
        guard has(name), text(name).map(JSONWords.isInfinity) != true else { return nil }
        guard let number = value(Double.self, name) else { throw ForeignFault(.number(name)) }
        return number.isFinite && number >= 0 ? number.magnitude : nil
    }

    /// A whole number; AIPerf writes them as 229.0.
    ///
    /// - Throws: `ForeignFault` where it is none, or beyond all reason.
    func count(_ name: String) throws(ForeignFault) -> Int? {
        guard has(name), text(name).map(JSONWords.isInfinity) != true else { return nil }
        guard let number = value(Double.self, name), (0..<1e12).contains(number),
            let count = Int(exactly: number)
        else { throw ForeignFault(.number(name)) }
        return count
    }

    func numbers(_ name: String) -> [Double]? { value([Double].self, name) }
    func texts(_ name: String) -> [String?]? { value([String?].self, name) }

    private func value<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
        try? members.decode(type, forKey: Key(stringValue: name))
    }

    static func plain(_ text: String, most: Int) -> String {
        let scalars = text.unicodeScalars.lazy.filter { $0.value >= 32 && $0.value != 127 }
        return String(String.UnicodeScalarView(scalars.prefix(most)))
    }
}
