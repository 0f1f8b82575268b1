internal import Foundation
internal import Wire

/// JSON with sorted names and nothing between, so that the same prompts have the same digest. Foundation's own writer takes
/// a hundred microseconds for a prompt of two messages; this one takes what has no numbers, as prompts do.
enum SortedJSON {
    /// Nil where the value cannot be JSON.
    static func text(_ value: Any) -> String? {
        var bytes: [UInt8] = []
        if append(value, to: &bytes) { return String(decoding: bytes, as: UTF8.self) }
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) }
    }

    /// False where something else than texts, lists and objects stands there.
    private static func append(_ value: Any, to bytes: inout [UInt8]) -> Bool {
        if let text = value as? String {
            JSONText.appendQuoted(text, to: &bytes)
            return true
        }
        if let members = value as? [String: Any] {
            bytes.append(UInt8(ascii: "{"))
            for (place, name) in members.keys.sorted().enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.appendQuoted(name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                guard let member = members[name], append(member, to: &bytes) else { return false }
            }
            bytes.append(UInt8(ascii: "}"))
            return true
        }
        guard let list = value as? [Any] else { return false }
        bytes.append(UInt8(ascii: "["))
        for (place, element) in list.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            guard append(element, to: &bytes) else { return false }
        }
        bytes.append(UInt8(ascii: "]"))
        return true
    }
}
