import RunModel
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("1GiB", 1 << 30), ("1.5MiB", 3 << 19), ("100MB", 100_000_000), ("2kB", 2000), ("17", 17),
        ("1gib", 1 << 30), ("512m", 512 << 20), ("2gb", 2_000_000_000),
    ])
    func `reads what users write`(text: String, bytes: Int) throws {
        let count = try #require(ByteCount(text))
        #expect(count.bytes == bytes)
        #expect(ByteCount(count.description) == count)
    }

    @Test(arguments: ["", "GiB", "-1", "1 x", "1 GiB", "nan", "1e3", "2000000000MiB"])
    func `refuses what is no number of bytes`(text: String) {
        #expect(ByteCount(text) == nil)
    }
}
