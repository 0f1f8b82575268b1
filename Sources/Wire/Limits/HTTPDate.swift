/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
package enum HTTPDate {
    /// Of `Sun, 06 Nov 1994 08:49:37 GMT`, and of the two old forms, which a reader has to know:
    /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Nil for anything else.
    package static func secondsSinceEpoch(_ text: String) -> Int? {
        let parts = text.split(whereSeparator: { " \t,:-".contains($0) }).map(String.init)
        guard parts.count == 8 || parts.count == 7 else { return nil }
        // With the zone at the end the day comes before the month, else behind it.
        let isOld = parts.count == 7
        guard isOld || parts[7] == "GMT",
            let day = Int(parts[isOld ? 2 : 1]),
            let month = months.firstIndex(of: parts[isOld ? 1 : 2]),
            let year = year(parts[isOld ? 6 : 3]),
            let hour = Int(parts[isOld ? 3 : 4]), let minute = Int(parts[isOld ? 4 : 5]),
            let second = Int(parts[isOld ? 5 : 6]),
            (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second)
        else { return nil }
        let days = days(year: year, month: month + 1, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Of two digits the one nearest to our time: from 1970 to 2069.
    private static func year(_ digits: String) -> Int? {
        guard let number = Int(digits) else { return nil }
        if digits.count == 2, (0...99).contains(number) {
            return number + (number < 70 ? 2000 : 1900)
        }
        return (1600...9999).contains(number) ? number : nil
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day
    /// comes last.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
