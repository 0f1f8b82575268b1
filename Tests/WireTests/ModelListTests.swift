import Testing
import Wire

@Suite struct ModelListTests {
    private func names(_ body: String) -> [String] { ModelList(Array(body.utf8).span).names }

    @Test(arguments: [
        #"{"object":"list","data":[{"id":"a","object":"model","name":"A"},{"id":"b"}]}"#,
        #"[{"id":"a"},{"id":"b","permission":[{}]}]"#,
        #"{"models":[{"name":"a"},{"name":"b"}],"data":[{"id":"a"},{"id":"b"}]}"#,
        #"{"data":["a","b"]}"#, #"{"data":[{"id":"a"},{"id":"b"},{"id":"a"}]}"#,
        #"{"data":[7,null,{"id":7,"name":"a"},{"id":"\u0062"},{},[]]}"#,
    ])
    func `reads the names of every form`(body: String) {
        #expect(names(body) == ["a", "b"])
    }

    @Test(arguments: [
        "", "null", "{}", "[", #"{"data":{"id":"a"}}"#, #"{"data":[{"id":"a"}]"#,
        #"{"data":[{"id":"a"}]} more"#, #"{"error":{"message":"no"}}"#, "data: {}\n\n",
        #"{"data":[{"id":""},{"id":"  "},{"id":"a\nb"},{"id":"\u202Ea"},{"id":"\u007F"}]}"#,
        String(repeating: "[", count: 100_000),
    ])
    func `what is no list of names is empty`(body: String) {
        #expect(names(body).isEmpty)
    }

    @Test func `an empty list is a list`() {
        #expect(ModelList(Array(#"{"data":[]}"#.utf8).span).isList)
        #expect(!ModelList(Array(#"{"data":[]"#.utf8).span).isList)
        #expect(!ModelList(Array(#"{"error":{}}"#.utf8).span).isList)
    }

    @Test func `names too long or too many are left out`() {
        let long = String(repeating: "a", count: 257)
        #expect(names(#"["\#(long)","b"]"#) == ["b"])
        let many = (0..<3000).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(names("[\(many)]").count == 1000)
    }
}
