/// The tools that requests offer: read in the form of any API, written in that of each.
package struct ToolSet: Sendable, Equatable {
    /// What cannot be said in an API's form, in words.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String

        init(_ description: String) { self.description = description }
    }

    /// Values as JSON; nil where nobody gave them.
    private struct Tool: Sendable, Equatable {
        var name = ""
        var description: String?
        var parameters: String?
        var strict: String?
    }

    private var tools: [Tool] = []

    /// - Throws: `Refusal` where the text is no list of tools, or one of them is a server's own.
    package init(json: String) throws(Refusal) {
        guard let list = JSONMember.elements(ofList: json), !list.isEmpty else {
            throw Refusal("not a JSON list of tools")
        }
        for (index, element) in list.enumerated() {
            guard var members = JSONMember.members(ofObject: element) else {
                throw Refusal("tool \(index + 1) is no object")
            }
            if let function = members.first(where: { $0.name == "function" }) {
                members = JSONMember.members(ofObject: function.json) ?? []
            }
            tools.append(try Self.tool(members, number: index + 1))
        }
    }

    private static func tool(_ members: [JSONMember], number: Int) throws(Refusal) -> Tool {
        var tool = Tool()
        for member in members where member.json != "null" {
            switch member.name {
            case "name": tool.name = member.json
            case "description": tool.description = member.json
            case "parameters", "input_schema": tool.parameters = member.json
            case "strict": tool.strict = member.json
            case "type" where [#""function""#, #""custom""#].contains(member.json): break
            default:
                throw Refusal(
                    "tool \(number): '\(member.name)' has no place in other APIs' forms; give it with --body"
                )
            }
        }
        guard tool.name.hasPrefix("\"") else { throw Refusal("tool \(number) has no name") }
        return tool
    }

    /// The members of a request that offer the tools. `choice` is `auto`, `none`, `required` or a tool's name; nil leaves
    /// it to the server.
    ///
    /// - Throws: `Refusal` where the API has no place for them, or none of them has the name.
    package func members(choice: String?, for api: API) throws(Refusal) -> [JSONMember] {
        guard api != .completions else { throw Refusal("the API completions has no tools") }
        var written: [String] = []
        for tool in tools { written.append(try Self.json(tool, for: api)) }
        let list = JSONMember(name: "tools", json: "[\(written.joined(separator: ","))]")
        guard let choice else { return [list] }
        return [list, JSONMember(name: "tool_choice", json: try json(choice: choice, for: api))]
    }

    private static func json(_ tool: Tool, for api: API) throws(Refusal) -> String {
        let parameters = tool.parameters ?? #"{"type":"object","properties":{}}"#
        let description = tool.description.map { #","description":\#($0)"# } ?? ""
        guard api != .messages else {
            guard tool.strict ?? "false" == "false" else {
                throw Refusal("'strict' of the tool \(tool.name) has no place in the API messages")
            }
            return #"{"name":\#(tool.name)\#(description),"input_schema":\#(parameters)}"#
        }
        let strict = tool.strict.map { #","strict":\#($0)"# } ?? ""
        let function = #""name":\#(tool.name)\#(description),"parameters":\#(parameters)\#(strict)"#
        return api == .responses
            ? #"{"type":"function",\#(function)}"#
            : #"{"type":"function","function":{\#(function)}}"#
    }

    private func json(choice: String, for api: API) throws(Refusal) -> String {
        let words = ["auto": "auto", "none": "none", "required": "any"]
        if let word = words[choice] {
            return api == .messages ? #"{"type":"\#(word)"}"# : "\"\(choice)\""
        }
        let name = JSONText.quoted(choice)
        guard tools.contains(where: { $0.name == name }) else {
            throw Refusal(
                "no tool is called '\(choice)'; write auto, none, required or a tool's name")
        }
        return switch api {
        case .messages: #"{"type":"tool","name":\#(name)}"#
        case .responses: #"{"type":"function","name":\#(name)}"#
        case .chat, .completions: #"{"type":"function","function":{"name":\#(name)}}"#
        }
    }
}
