import Testing

@testable import RecordStore

@Suite struct RowBufferTests {
    @Test(
        arguments: [
            0, 9, 10, 99, 100, 12_345_678_901, -1, -10, .max, .min, 999_999_999_999_999_999,
            1_000_000_000_000_000_000,
        ] as [Int64])
    func `writes numbers as Swift does`(number: Int64) {
        var buffer = RowBuffer(capacity: 1)
        buffer.append(number, end: UInt8(ascii: ","))
        #expect(text(buffer) == "\(number),")
    }

    @Test(arguments: [
        (0, "0.000"), (203_417_999, "203.417"), (1_000, "0.001"), (-1_500_000, "-1.500"),
    ])
    func `writes milliseconds with three decimals`(nanoseconds: Int64, expected: String) {
        var buffer = RowBuffer(capacity: 1)
        buffer.append(milliseconds: nanoseconds)
        #expect(text(buffer) == expected)
    }

    private func text(_ buffer: RowBuffer) -> String {
        String(decoding: buffer.storage[..<buffer.count], as: UTF8.self)
    }
}
