import Foundation

/// The blocks of an event stream, read the plain way; enough for what this server writes.
struct EventText {
    /// Comments and data of one block.
    struct Block {
        var comments: [String] = []
        var data: String?

        /// What stands behind `: NAME=` in a comment.
        func comment(_ name: String) -> Int64? {
            comments.first { $0.hasPrefix("\(name)=") }
                .flatMap { Int64($0.dropFirst(name.count + 1)) }
        }

        var json: [String: Any] {
            let object = data.flatMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            return object ?? [:]
        }

        private var choice: [String: Any] {
            (json["choices"] as? [[String: Any]])?.first ?? [:]
        }

        func delta(_ key: String) -> String? {
            (choice["delta"] as? [String: Any])?[key] as? String
        }

        var finishReason: String? { choice["finish_reason"] as? String }
    }

    let blocks: [Block]

    init(_ text: String) {
        let lineFeeds = text.replacingOccurrences(of: "\r\n", with: "\n")
        blocks = lineFeeds.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { text in
            var block = Block()
            for line in text.split(separator: "\n") {
                if line.hasPrefix(": ") { block.comments.append(String(line.dropFirst(2))) }
                if line.hasPrefix("data: ") { block.data = String(line.dropFirst(6)) }
            }
            return block
        }
    }

    var events: [Block] { blocks.filter { $0.data != nil } }
    var isDone: Bool { events.last?.data == "[DONE]" }
    var finishReason: String? { events.compactMap(\.finishReason).first }
    /// The blocks that hold answer text, and those that hold reasoning.
    var contents: [Block] { events.filter { $0.delta("content")?.isEmpty == false } }
    var reasoning: [Block] { events.filter { $0.delta("reasoning_content") != nil } }
    var content: String { contents.compactMap { $0.delta("content") }.joined() }
}
