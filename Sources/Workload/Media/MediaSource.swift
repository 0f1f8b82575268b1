internal import Foundation
package import RunModel
internal import Statistics
package import Wire

/// What goes along with each text: made of the seed and the prompt's number, so that no two prompts bring the same and no
/// cache helps, or a file as it is.
package struct MediaSource: Sendable {
    /// A picture's sides in pixels; several sizes lie between the two.
    struct PictureSize: Sendable, Equatable {
        var width: Int
        var height: Int
    }

    private let least: PictureSize?
    private let most: PictureSize?
    private let audio: Duration?
    private let file: MediaPart?
    private let seed: UInt64

    private static let purpose: UInt64 = 23
    private static let allowedSides = 1...8192
    private static let longestAudio = Duration.seconds(600)
    private static let mostFileBytes = 64 << 20

    /// `file` is what the plan's file holds.
    ///
    /// - Throws: `WorkloadError` naming the option and what it takes.
    package init(_ plan: MediaPlan, file: [UInt8]?, seed: UInt64) throws(WorkloadError) {
        self.seed = seed
        let sizes = try plan.image.map { text throws(WorkloadError) in try Self.sizes(text) }
        least = sizes?.0
        most = sizes?.1
        audio = plan.audio?.duration
        if let audio {
            guard audio > .zero, audio <= Self.longestAudio else {
                throw WorkloadError("--audio takes a time above 0 and up to 10m, such as 5s")
            }
        }
        self.file = try file.map { bytes throws(WorkloadError) in
            try Self.part(of: bytes, named: plan.file ?? "")
        }
    }

    /// What each request brings, by which it is seen whether an API takes it.
    package var kinds: [MediaPart.Kind] {
        (most == nil ? [] : [.image]) + (audio == nil ? [] : [.audio(format: "wav")])
            + (file.map { [$0.kind] } ?? [])
    }

    /// What a request brings, before it is written as text.
    package func bytes(of prompt: Int) -> Int {
        let picture = size(of: prompt).map {
            NoisePicture.byteCount(width: $0.width, height: $0.height)
        }
        return (picture ?? 0) + (audio.map(NoiseRecording.byteCount) ?? 0) + (file?.bytes ?? 0)
    }

    /// The least and the most that a request brings.
    package var bounds: ClosedRange<Int> {
        let rest = (audio.map(NoiseRecording.byteCount) ?? 0) + (file?.bytes ?? 0)
        func picture(_ size: PictureSize?) -> Int {
            size.map { NoisePicture.byteCount(width: $0.width, height: $0.height) } ?? 0
        }
        return (rest + picture(least))...(rest + picture(most))
    }

    package func parts(of prompt: Int) -> [MediaPart] {
        var parts: [MediaPart] = []
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(prompt))
        if let size = size(of: prompt) {
            let png = NoisePicture.png(width: size.width, height: size.height, using: &generator)
            parts.append(
                MediaPart(
                    kind: .image, type: "image/png", base64: Data(png).base64EncodedString(),
                    bytes: png.count))
        }
        if let audio {
            let wav = NoiseRecording.wav(audio, using: &generator)
            parts.append(
                MediaPart(
                    kind: .audio(format: "wav"), type: "audio/wav",
                    base64: Data(wav).base64EncodedString(),
                    bytes: wav.count))
        }
        return parts + [file].compactMap { $0 }
    }

    private func size(of prompt: Int) -> PictureSize? {
        guard let least, let most else { return nil }
        guard least != most else { return most }
        var generator = SeededGenerator(
            seed: seed, purpose: Self.purpose + 1, index: UInt64(prompt))
        let place = generator.unit()
        func between(_ low: Int, _ high: Int) -> Int {
            low + Int((Double(high - low) * place).rounded())
        }
        return PictureSize(
            width: between(least.width, most.width), height: between(least.height, most.height))
    }

    /// `512x512`, or `256x256..1024x1024`.
    private static func sizes(
        _ text: String
    ) throws(WorkloadError) -> (PictureSize, PictureSize) {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { end in
            let sides = end.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
            return sides.count == 2
                ? (sides[0] ?? 0, sides[1] ?? 0) : (0, 0)
        }.map { PictureSize(width: $0.0, height: $0.1) }
        let areAllowed = ends.allSatisfy {
            allowedSides.contains($0.width) && allowedSides.contains($0.height)
        }
        guard (1...2).contains(ends.count), areAllowed, let first = ends.first,
            let last = ends.last, first.width <= last.width, first.height <= last.height
        else {
            throw WorkloadError(
                "--image takes a size in pixels up to 8192 a side, such as 512x512, or two that bound it: 256x256..1024x1024"
            )
        }
        return (first, last)
    }

    private static let types: [(ends: [String], type: String, kind: MediaPart.Kind)] = [
        ([".png"], "image/png", .image), ([".jpg", ".jpeg"], "image/jpeg", .image),
        ([".webp"], "image/webp", .image), ([".gif"], "image/gif", .image),
        ([".wav"], "audio/wav", .audio(format: "wav")),
        ([".mp3"], "audio/mpeg", .audio(format: "mp3")),
        ([".pdf"], "application/pdf", .document), ([".txt"], "text/plain", .document),
    ]

    private static func part(
        of bytes: [UInt8], named path: String
    ) throws(WorkloadError) -> MediaPart {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard
            let found = types.first(where: { $0.ends.contains { name.lowercased().hasSuffix($0) } })
        else {
            throw WorkloadError(
                "--file: '\(name)' is of no known kind; its name ends in one of "
                    + types.flatMap(\.ends).joined(separator: ", "))
        }
        guard (1...mostFileBytes).contains(bytes.count) else {
            throw WorkloadError("--file: '\(name)' is empty, or larger than 64 MiB")
        }
        return MediaPart(
            kind: found.kind, type: found.type, name: name,
            base64: Data(bytes).base64EncodedString(),
            bytes: bytes.count,
            text: found.type == "text/plain" ? String(decoding: bytes, as: UTF8.self) : nil)
    }
}
