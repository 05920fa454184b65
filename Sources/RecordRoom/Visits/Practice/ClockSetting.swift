public import Counseling

/// Saying that the clock is right, after it had been ahead when something was changed. It must go through with the clock behind:
/// that is what it is for.
public enum SettingClockRight: ChangingPurpose {
    public static let action = Action.setClockRight
    public static var isUrgent: Bool { true }
}

extension RecordRoom {
    /// The time of this person's latest change where the clock stands so far behind it that nothing is changed; nil where it does
    /// not.
    public var clockIsBehind: UTCTime? {
        let pins = Pins(session: session)
        return pins.isBehind(session.surroundings.now()) ? pins.latest : nil
    }

    /// Takes this person's word that the clock shows the right time: an entry of theirs says so, from which time to which, and
    /// their next pin has it.
    /// - Returns: the time that counts from now on
    /// - Throws: `.denied`
    public func setClockRight() throws(RoomError) -> UTCTime {
        let now = try visit(for: SettingClockRight.self, about: .practice) { $0.now }
        session.clockSetRight = now.secondsSince1970
        // Its own time is that which is right; what this command changed before was dated no later.
        session.changedAt = now.secondsSince1970
        return now
    }
}
