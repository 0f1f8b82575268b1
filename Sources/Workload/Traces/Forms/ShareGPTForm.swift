internal import Foundation
internal import RunModel
internal import Wire

/// Whole conversations: `{"id": …, "conversations": [{"from": "human" or "gpt" or "system", "value": …}]}`, in one array
/// or a line each. Every question is a row that brings what was said before it, so that a conversation is as many
/// requests as it has questions.
struct ShareGPTForm: RowForm {
    let isArray: Bool

    /// The roles of the APIs by the names that are seen.
    private static let roles = [
        "human": "user", "user": "user", "gpt": "assistant", "chatgpt": "assistant",
        "assistant": "assistant", "bing": "assistant", "bard": "assistant", "system": "system",
    ]

    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        guard let object = Self.value(record) as? [String: Any] else {
            throw RowFault("not a JSON object")
        }
        guard let list = object["conversations"] as? [[String: Any]] else {
            throw .missing("conversations", "a list of what was said")
        }
        var said: [(role: String, content: String)] = []
        var rows: [TraceRow] = []
        for entry in list {
            guard let from = entry["from"] as? String, let role = Self.roles[from.lowercased()]
            else { throw .missing("from", "one of human, gpt and system") }
            guard let value = entry["value"] as? String else { throw .missing("value", "a text") }
            // What begins in the middle of a conversation has no question to its first answer.
            if role == "assistant", !said.contains(where: { $0.role == "user" }) { continue }
            said.append((role, value))
            guard role == "user", !value.isEmpty else { continue }
            let isWanted = place == rows.count
            let json = isWanted ? Self.messages(said) : "[]"
            rows.append(TraceRow(.prompt(.messages(json: json))))
        }
        guard !rows.isEmpty else {
            var row = TraceRow(.prompt(.messages(json: "[]")))
            row.dropped = .noQuestion
            return [row]
        }
        // The conversation's place in the file names it: an id may come twice.
        return rows
    }

    private static func messages(_ said: [(role: String, content: String)]) -> String {
        var text: [UInt8] = []
        for message in said {
            text += (text.isEmpty ? #"[{"content":"# : #",{"content":"#).utf8
            JSONText.appendQuoted(message.content, to: &text)
            text += #","role":"#.utf8
            JSONText.appendQuoted(message.role, to: &text)
            text.append(UInt8(ascii: "}"))
        }
        return String(decoding: text, as: UTF8.self) + "]"
    }

    /// Nil where the bytes are no JSON.
    private static func value(_ record: Span<UInt8>) -> Any? {
        // The copy outlives the closure, the pointer does not.
        let data = record.withUnsafeBytes { Data($0) }
        return try? JSONSerialization.jsonObject(with: data)
    }
}
