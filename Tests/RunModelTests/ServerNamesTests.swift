import RunModel
import Testing

@Suite struct ServerNamesTests {
    @Test func `cuts what is long and leaves control characters out`() throws {
        let names = try #require(
            ServerNames(
                target: 1, server: "ng\u{1B}[2Jinx\u{7}\u{2028}/1\u{202E}",
                via: String(repeating: "é", count: 300)))
        #expect(names.server == "ng[2Jinx/1")
        #expect(names.via == String(repeating: "é", count: 100))
    }

    @Test(arguments: [nil, "", "\r\u{0}"])
    func `is nothing where nothing is said`(text: String?) {
        #expect(ServerNames(target: 0, server: text, via: text) == nil)
    }

    @Test func `joins names without order or repetition`() {
        let names = ["b", "a", "b"].compactMap { ServerNames(target: 0, server: $0, via: nil) }
        #expect(ServerNames.union(names)?.map(\.server) == ["a", "b"])
        #expect(ServerNames.union(names) == ServerNames.union(names.reversed()))
        #expect(ServerNames.union([]) == nil)
    }
}
