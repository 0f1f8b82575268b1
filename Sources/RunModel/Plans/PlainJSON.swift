/// The names and texts of a JSON object, read only as far as telling them apart needs: escapes are not resolved, so
/// a name with an escape is none that anybody knows.
struct PlainJSON {
    /// Of the object's own members.
    private(set) var names: [String] = []
    /// Texts and numbers, each with the name of the object's member that it lies in.
    private(set) var values: [(member: String, text: String)] = []

    init(_ json: String) {
        var depth = 0
        var text = ""
        var isInText = false
        var isEscaped = false
        // A text is a name where a colon follows.
        var last: String?
        func keep(_ values: inout [(member: String, text: String)], _ member: String?) {
            if let last { values.append((member ?? "", last)) }
        }
        for character in json {
            if isInText {
                if character == "\"", !isEscaped {
                    isInText = false
                    last = text
                } else {
                    isEscaped = character == "\\" && !isEscaped
                    text.append(character)
                }
                continue
            }
            switch character {
            case "\"":
                isInText = true
                text = ""
            case ":":
                if depth == 1, let last { names.append(last) }
                last = nil
            case "{", "[", "}", "]", ",":
                keep(&values, names.last)
                last = nil
                if "{[".contains(character) { depth += 1 }
                if "}]".contains(character) { depth -= 1 }
            case " ", "\t", "\n", "\r": break
            default: last = (last ?? "") + String(character)
            }
        }
    }
}
