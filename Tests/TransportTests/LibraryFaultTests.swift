import Testing

@testable import Transport

@Suite struct LibraryFaultTests {
    @Test(
        arguments: [
            (0x07_58_01, [10634]), (0x07_58_00, [10525, 10634]), (0x07_57_00, [10146]),
            (0x08_00_00, []), (0x08_09_00, [14280]), (0x08_09_01, []), (0x08_0E_01, []), (0, []),
        ] as [(UInt32, [Int])])
    func `a version has the faults of its range`(number: UInt32, issues: [Int]) {
        let version = LibraryVersion(number: number)
        #expect(LibraryFault.known(of: version).map(\.issue) == issues)
    }

    @Test func `versions are ordered part by part`() {
        #expect(LibraryVersion(7, 9, 9) < LibraryVersion(7, 88, 1))
        #expect(LibraryVersion(7, 88, 1) < LibraryVersion(8, 0))
        #expect(LibraryVersion(number: 0x07_58_01).description == "7.88.1")
    }
}
