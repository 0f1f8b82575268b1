/// What small requests on connections of their own took while a run went on: a member of manifest.json where they were asked
/// for.
///
/// Their way is that of the run's streams, and no model answers them.
package struct NetworkProbe: Codable, Sendable, Equatable {
    /// One that was answered.
    package struct Trip: Codable, Sendable, Equatable {
        /// Which of the run's targets.
        package var target: Int
        /// When it was about to be written, since the run's origin.
        package var sentNanoseconds: Int64
        /// From then until the head of its answer was complete.
        package var answerNanoseconds: Int64
        /// The least round trip of its connection, by the kernel; absent where that does not tell.
        package var roundTripNanoseconds: Int64?

        package init(
            target: Int, sentNanoseconds: Int64, answerNanoseconds: Int64,
            roundTripNanoseconds: Int64? = nil
        ) {
            self.target = target
            self.sentNanoseconds = sentNanoseconds
            self.answerNanoseconds = answerNanoseconds
            self.roundTripNanoseconds = roundTripNanoseconds
        }
    }

    /// How long after one the next was sent, and twice that each time there were too many to keep.
    package static let usualSeconds = 2.0
    package static let mostTrips = 1000

    /// At the end of the run.
    package var everySeconds = NetworkProbe.usualSeconds
    package var sent = 0
    /// Those on a connection that was made for them are not among the trips: a first one is more than the way.
    package var onNewConnection = 0
    package var unanswered = 0
    /// In order of time.
    package var trips: [Trip] = []

    package init() {}

    /// Keeps a trip; where there are too many, every second one is left out, and from now on they are half as many.
    package mutating func keep(_ trip: Trip) {
        trips.append(trip)
        guard trips.count >= Self.mostTrips else { return }
        trips = trips.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        everySeconds *= 2
    }

    /// Milliseconds until the head of the answer, of one target or of all.
    package func answers(of target: Int? = nil) -> [Double] {
        trips.filter { target == nil || $0.target == target }
            .map { Double($0.answerNanoseconds) / 1e6 }
    }
}
