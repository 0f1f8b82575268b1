/// Writes chunks as servers might, at random: legal JSON with the members of the API in any order,
/// values of the wrong kind among them, blanks and escapes anywhere.
struct ChunkGenerator {
    var random: TestGenerator

    init(seed: UInt64) { random = TestGenerator(seed: seed) }

    mutating func chunk() -> [UInt8] { Array(topLevel().utf8) }

    /// A chunk with some bytes lost, doubled, swapped or replaced.
    mutating func brokenChunk() -> [UInt8] {
        var bytes = chunk()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...6, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 2: bytes.swapAt(place, end - 1)
            case 3: bytes[place] = UInt8.random(in: 1...255, using: &random)
            default:
                bytes[place] =
                    Array(#"{}[]",:\u0123456789eE+-.tfn/"#.utf8).randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }

    private mutating func topLevel() -> String {
        object([
            ("choices", { $0.list { $0.choice() } }), ("usage", { $0.usage() }),
            ("error", { $0.error() }), ("id", { $0.text() }), ("object", { $0.any(2) }),
        ])
    }

    private mutating func choice() -> String {
        object([
            ("index", { $0.number() }), ("delta", { $0.delta() }), ("message", { $0.delta() }),
            ("finish_reason", { $0.finishReason() }), ("logprobs", { $0.any(3) }),
        ])
    }

    private mutating func delta() -> String {
        object([
            ("role", { $0.text() }), ("content", { $0.content() }), ("refusal", { $0.text() }),
            ("reasoning", { $0.text() }), ("reasoning_content", { $0.text() }),
            ("reasoning_details", { $0.list { $0.thought() } }),
            (
                "tool_calls",
                {
                    $0.list {
                        $0.object([("function", { $0.call() }), ("custom", { $0.custom() })])
                    }
                }
            ),
            ("images", { $0.list { $0.picture() } }),
            ("function_call", { $0.call() }),
            ("audio", { $0.object([("data", { $0.text() }), ("transcript", { $0.text() })]) }),
        ])
    }

    private mutating func content() -> String {
        isLikely(0.7)
            ? text()
            : list {
                $0.object([
                    ("type", { $0.quoted($0.isLikely(0.3) ? "thinking" : "text") }),
                    ("text", { $0.text() }), ("refusal", { $0.text() }),
                    ("thinking", { $0.isLikely(0.5) ? $0.text() : $0.list { $0.thought() } }),
                ])
            }
    }

    private mutating func thought() -> String {
        object([
            ("text", { $0.text() }), ("data", { $0.text() }),
            (
                "summary",
                { $0.list { $0.isLikely(0.5) ? $0.text() : $0.object([("text", { $0.text() })]) } }
            ),
        ])
    }

    private mutating func picture() -> String {
        object([
            ("image_url", { $0.isLikely(0.5) ? $0.text() : $0.object([("url", { $0.text() })]) }),
            ("b64_json", { $0.text() }),
        ])
    }

    mutating func call() -> String {
        object([
            ("name", { $0.text() }), ("arguments", { $0.isLikely(0.7) ? $0.text() : $0.any(2) }),
        ])
    }

    private mutating func custom() -> String {
        object([("name", { $0.text() }), ("input", { $0.text() })])
    }

    mutating func usage() -> String {
        object([
            ("prompt_tokens", { $0.count() }), ("completion_tokens", { $0.count() }),
            (
                "completion_tokens_details",
                { $0.object([("reasoning_tokens", { $0.count() })]) }
            ),
        ])
    }

    mutating func error() -> String {
        object([
            ("message", { $0.text() }), ("type", { $0.text() }), ("code", { $0.any(1) }),
        ])
    }

    private mutating func finishReason() -> String {
        let reasons = [
            "stop", "length", "tool_calls", "function_call", "content_filter", "eos", "",
        ]
        return isLikely(0.5) ? "null" : quoted(reasons.randomElement(using: &random) ?? "")
    }

    // MARK: JSON

    /// An object of some of the members, a few unknown, a few of the wrong kind, a few doubled.
    mutating func object(
        _ members: [(String, (inout Self) -> String)]
    ) -> String {
        if isLikely(0.06) { return any(2) }
        var written: [String] = []
        for (name, value) in members.shuffled(using: &random) where isLikely(0.55) {
            if isLikely(0.1) { written.append(member("x" + name, any(2))) }
            if isLikely(0.04) { written.append(member(name, any(2))) }
            written.append(member(name, isLikely(0.05) ? any(2) : value(&self)))
        }
        return "{" + blanks() + written.joined(separator: blanks() + "," + blanks()) + blanks()
            + "}"
    }

    mutating func list(_ element: (inout Self) -> String) -> String {
        if isLikely(0.05) { return any(2) }
        let elements = (0..<Int.random(in: 0...2, using: &random)).map { _ in element(&self) }
        return "[" + blanks() + elements.joined(separator: "," + blanks()) + blanks() + "]"
    }

    mutating func member(_ name: String, _ value: String) -> String {
        quoted(name) + blanks() + ":" + blanks() + value
    }

    mutating func any(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return "null"
        case 1: return "true"
        case 2: return "false"
        case 3, 4: return text()
        case 5: return number()
        case 6:
            return "[" + (0..<2).map { _ in any(depth - 1) }.joined(separator: ",") + "]"
        default:
            return "{" + member("content", any(depth - 1)) + "}"
        }
    }

    mutating func text() -> String {
        let texts = [
            "", "", "a", " token", "Grüße", "🎉", "\"quoted\"", "back\\slash", "line\nend", "\t",
            "/",
            "{\"x\":[1]}", "longer than eight bytes", "ünïcödé ünïcödé ünïcödé", "\u{0}",
        ]
        return quoted(texts.randomElement(using: &random) ?? "")
    }

    /// The text as a JSON string, some of its characters escaped without need.
    mutating func quoted(_ text: String) -> String {
        let escapesMore = isLikely(0.1)
        var json = "\""
        for unit in text.utf16 {
            let isPlain = unit >= 0x20 && unit != 0x22 && unit != 0x5C && unit < 0x80
            if isPlain, !(escapesMore && isLikely(0.3)) {
                json.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else if unit < 0x80 {
                let digits = String(unit, radix: 16, uppercase: isLikely(0.5))
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        // What is not ASCII stands as it is: the reference is not asked about surrogates.
        json += String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x80 }))
        return json + "\""
    }

    mutating func number() -> String {
        ["0", "1", "-1", "12.50", "0.001", "1234567890"].randomElement(using: &random) ?? "0"
    }

    mutating func count() -> String {
        ["0", "7", "1234", "-3", "999999999999999", "0.5"].randomElement(using: &random) ?? "0"
    }

    private mutating func blanks() -> String {
        isLikely(0.85) ? "" : [" ", "\n", "\r\n", "\t", "  "].randomElement(using: &random) ?? ""
    }

    mutating func isLikely(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }
}
