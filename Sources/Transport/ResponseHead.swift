/// What a caller is told of a response's head.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    /// As the server wrote it; absent when it did not.
    package var contentType: String?
    /// Of the fields that were asked for, by their names in lower case, without change.
    package private(set) var fields: [String: String] = [:]

    package init(status: Int, contentType: String? = nil) {
        self.status = status
        self.contentType = contentType
    }

    /// Values of one name that are looked at, and the bytes of their list. A head may hold tens of thousands
    /// of lines, and to add up a list takes time that grows with its square.
    static let mostValues = 32
    private static let longestList = 4096

    /// Fields of one name are one list (RFC 9110, section 5.3).
    mutating func add(_ value: String, to name: String) {
        guard let known = fields[name], !known.isEmpty else {
            fields[name] = value
            return
        }
        guard !value.isEmpty, known.utf8.count + value.utf8.count <= Self.longestList else {
            return
        }
        fields[name] = known + ", " + value
    }
}
