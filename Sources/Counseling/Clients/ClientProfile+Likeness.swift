extension ClientProfile {
    /// Fewer digits in common may be chance: an extension, a shared switchboard.
    private static let tellingDigits = 7

    /// Whether the two may be one person: the same name but for case and marks, or one of the same phones, written with or
    /// without its country code.
    public func isLike(_ other: ClientProfile) -> Bool {
        if FoldedText.fold(name.text) == FoldedText.fold(other.name.text) { return true }
        return phones.contains { phone in
            other.phones.contains { Self.isSame(phone.digits, $0.digits) }
        }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        return min(one.count, other.count) >= tellingDigits && (one.hasSuffix(other) || other.hasSuffix(one))
    }
}
