/// Writes requests as libcurl does, from the same list of header lines.
struct RequestText {
    /// Up to the value of `Content-Length`.
    private let beginning: [UInt8]

    /// `Name: value` is sent as it is; `Name:` takes out what would be sent by itself; `Name;` is sent
    /// without a value.
    init(_ lines: [String], to route: RequestRoute) {
        var text = "POST \(route.target) HTTP/1.1\r\n"
        let names = Set(lines.map(Self.name))
        if !names.contains("host") { text += "Host: \(route.host)\r\n" }
        if !names.contains("accept") { text += "Accept: */*\r\n" }
        for line in lines {
            if let field = Self.field(line) { text += field + "\r\n" }
        }
        beginning = Array((text + "Content-Length: ").utf8)
    }

    /// Whether a line changes how the body is sent, which is libcurl's affair.
    static func changesFraming(_ lines: [String]) -> Bool {
        lines.contains { line in
            ["transfer-encoding", "content-length", "expect"].contains(name(line))
                && field(line) != nil
        }
    }

    private static func name(_ line: String) -> String {
        String(line.prefix { $0 != ":" && $0 != ";" }).lowercased()
    }

    private static func field(_ line: String) -> String? {
        let name = line.prefix { $0 != ":" && $0 != ";" }
        let rest = line.dropFirst(name.count)
        let hasValue = rest.dropFirst().contains { !$0.isWhitespace }
        guard rest.first == ":" else { return rest.isEmpty || hasValue ? nil : name + ":" }
        return hasValue ? line : nil
    }

    /// Puts the whole request in `buffer`, in place of what it holds.
    func write(body: [UInt8], into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: beginning)
        buffer.append(contentsOf: "\(body.count)\r\n\r\n".utf8)
        buffer.append(contentsOf: body)
    }
}
