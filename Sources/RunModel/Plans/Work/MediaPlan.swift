/// Pictures, sound or a file that each request brings beside its text.
package struct MediaPlan: Codable, Sendable, Equatable {
    /// Width and height of a picture in pixels, `512x512`; made anew for every prompt.
    package var image: String?
    /// Length of a recording; made anew for every prompt.
    package var audio: TimeSpan?
    /// A file that goes along with every request as it is.
    package var file: String?

    package init(image: String? = nil, audio: TimeSpan? = nil, file: String? = nil) {
        self.image = image
        self.audio = audio
        self.file = file
    }

    package var isEmpty: Bool { image == nil && audio == nil && file == nil }
}
