internal import Glibc

/// A sine whose period is 1.
enum Wave {
    static func height(at place: Double) -> Double { sin(2 * .pi * place) }
}
