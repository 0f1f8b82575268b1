import Testing
import Wire

@Suite struct GroundTruthCommentTests {
    @Test(
        arguments: [
            ("sent-ns=0", .sent(nanoseconds: 0)),
            ("sent-ns=1234567890123", .sent(nanoseconds: 1_234_567_890_123)),
            ("received-ns=42", .received(nanoseconds: 42)),
            ("sent-ns=9223372036854775807", .sent(nanoseconds: .max)),
        ] as [(String, GroundTruthComment)])
    func `reads what the server tells`(_ text: String, _ expected: GroundTruthComment) {
        #expect(GroundTruthComment(Array(text.utf8).span) == expected)
    }

    @Test(
        arguments: [
            "", "sent-ns=", "sent-ns", "sent-ns= 1", "sent-ns=1 ", "sent-ns=-1", "sent-ns=+1",
            "sent-ns=1x", "sent-ns=9223372036854775808", "sent-ns=99999999999999999999999999999999",
            "Sent-ns=1", " sent-ns=1", "received-ns=", "received-ns=1.5", "keep-alive",
            "sent-ns=٣",
        ])
    func `takes nothing else for a time`(_ text: String) {
        #expect(GroundTruthComment(Array(text.utf8).span) == nil)
    }

    @Test(arguments: 1...30)
    func `is whole again after a cut`(_ size: Int) throws {
        let bytes = Array(": sent-ns=9223372036854775807\r\ndata: x\n\n".utf8)
        let items = try StreamRecord.decoding(bytes.pieces(of: size))
        #expect(items == [.comment("sent-ns=9223372036854775807"), .event(data: "x")])
    }
}
