internal import Foundation

/// Reads prompts, one JSON value a line: a string, `{"prompt": …}`, `{"messages": […]}`, or a bare
/// `messages` array. Blank lines are passed over.
package enum PromptFile {
    /// - Throws: `WorkloadError` naming the line that cannot be read.
    package static func parse(_ text: String, path: String) throws(WorkloadError) -> [Prompt] {
        var prompts: [Prompt] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            guard let prompt = prompt(String(line)) else {
                throw WorkloadError(
                    "\(path), line \(number): not a prompt; write a JSON string, {\"prompt\": …} "
                        + "or a messages array")
            }
            prompts.append(prompt)
        }
        return prompts
    }

    private static func prompt(_ line: String) -> Prompt? {
        let data = Data(line.utf8)
        guard let value = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
        else { return nil }
        if let text = value as? String { return .text(text) }
        if let object = value as? [String: Any] {
            if let text = object["prompt"] as? String { return .text(text) }
            return messages(object["messages"])
        }
        return messages(value)
    }

    private static func messages(_ value: Any?) -> Prompt? {
        guard let list = value as? [[String: Any]], !list.isEmpty,
            list.allSatisfy({ $0["role"] is String }),
            let data = try? JSONSerialization.data(
                withJSONObject: list, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return .messages(json: String(decoding: data, as: UTF8.self))
    }
}
