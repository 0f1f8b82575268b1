import Testing

@testable import RecordStore

@Suite struct RowFileTests {
    @Test func `refuses a file on a full disk`() {
        #expect(
            throws: RecordError.cannotWrite(
                file: "/dev/full", reason: "No space left on device")
        ) {
            _ = try RowFile(creating: "/dev/full", header: "a,b")
        }
    }
}
