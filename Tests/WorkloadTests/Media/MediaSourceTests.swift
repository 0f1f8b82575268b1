import Foundation
import RunModel
import Testing
import Wire

@testable import Workload

@Suite struct MediaSourceTests {
    private func bytes(_ part: MediaPart) throws -> [UInt8] {
        [UInt8](try #require(Data(base64Encoded: part.base64)))
    }

    @Test func `a picture is a PNG whose parts have their checksums`() throws {
        let source = try MediaSource(MediaPlan(image: "300x260"), file: nil, seed: 1)
        let part = try #require(source.parts(of: 0).first)
        let png = try bytes(part)
        #expect(png.count == part.bytes && part.bytes == source.bytes(of: 0))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        var position = 8
        var names: [String] = []
        while position < png.count {
            let length = png[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let named = png[position + 4..<position + 8 + length]
            names.append(String(decoding: named.prefix(4), as: UTF8.self))
            let stated = png[(position + 8 + length)..<(position + 12 + length)]
                .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            #expect(stated == Self.checksum(named))
            position += 12 + length
        }
        #expect(names == ["IHDR", "IDAT", "IEND"])
        #expect(Array(png[16..<24]) == [0, 0, 1, 44, 0, 0, 1, 4])
    }

    /// Bit by bit, as annex D of the standard defines it.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
        return ~value
    }

    @Test func `a recording is a WAV of the length asked for`() throws {
        let plan = MediaPlan(audio: TimeSpan(.milliseconds(1500)))
        let part = try #require(try MediaSource(plan, file: nil, seed: 1).parts(of: 0).first)
        let wav = try bytes(part)
        #expect(part.kind == .audio(format: "wav"))
        #expect(wav.starts(with: Array("RIFF".utf8)) && wav.count == 44 + 2 * 24_000)
    }

    @Test func `every prompt brings another one, and the same in every run`() throws {
        let plan = MediaPlan(image: "16x16..64x32")
        let source = try MediaSource(plan, file: nil, seed: 1)
        let parts = (0..<20).map { source.parts(of: $0) }
        #expect(Set(parts.compactMap { $0.first?.base64 }).count == 20)
        #expect(Set(parts.compactMap { $0.first?.bytes }).count > 5)
        for (number, part) in parts.enumerated() {
            #expect(part.first?.bytes == source.bytes(of: number))
            #expect(source.bounds.contains(source.bytes(of: number)))
        }
        #expect(try MediaSource(plan, file: nil, seed: 1).parts(of: 4) == parts[4])
    }

    @Test func `a file is what its name says`() throws {
        let source = try MediaSource(
            MediaPlan(file: "a/scan.PDF"), file: Array("%PDF".utf8), seed: 1)
        #expect(source.parts(of: 3).map(\.type) == ["application/pdf"])
        #expect(source.parts(of: 3).map(\.name) == ["scan.PDF"])
        #expect(throws: WorkloadError.self) {
            try MediaSource(MediaPlan(file: "a.exe"), file: [1], seed: 1)
        }
    }

    @Test(arguments: ["512", "0x4", "4x9000", "64x64..32x128", "axb", "1x1..2x2..3x3"])
    func `what is no size is refused`(text: String) {
        #expect {
            try MediaSource(MediaPlan(image: text), file: nil, seed: 1)
        } throws: { "\($0)".hasPrefix("--image takes a size") }
    }
}
