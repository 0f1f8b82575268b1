/// What a buffering middlebox does to a streamed answer: it keeps bytes back and lets them go together.
enum Hold: Sendable, Equatable {
    /// Until the answer ends.
    case all
    /// In pieces of exactly so many bytes, cut anywhere; the rest at the end.
    case bytes(Int)
    /// So many events at a time.
    case events(Int)
    /// At whole multiples of this time after the request's receipt.
    case interval(Duration)

    /// Whether an event leaves in one piece, so that one instant is true of all its bytes.
    var keepsEventsWhole: Bool {
        if case .bytes = self { false } else { true }
    }
}

extension Hold: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case bytes
        case events
        case milliseconds = "ms"
    }

    /// - Throws: `DecodingError`, also for keys that do not exist and for more than one.
    init(from decoder: any Decoder) throws {
        let what = #"write "all" or an object with one of bytes, events and ms"#
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            guard word == "all" else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: what))
            }
            self = .all
            return
        }
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = try container.decodeCount(.bytes, within: 1...(16 << 20))
        let events = try container.decodeCount(.events, within: 1...1_000_000)
        switch (bytes, events, try container.decodeInterval(.milliseconds)) {
        case (let bytes?, nil, nil): self = .bytes(bytes)
        case (nil, let events?, nil): self = .events(events)
        case (nil, nil, let interval?): self = .interval(interval)
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: what))
        }
    }
}
