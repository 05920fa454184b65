/// Padded lengths, so that a stored size tells little of what is in it.
enum Padding {
    /// Padmé (Nikitin et al., PETS 2019, "Reducing Metadata Leakage from Encrypted Files", section 4): at most 12 % more,
    /// and O(log log L) bits leaked; nothing is shorter than `least`.
    static func padded(_ count: Int, least: Int = 512) -> Int {
        guard count > least else { return least }
        let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
        let kept = Int.bitWidth - exponent.leadingZeroBitCount
        let mask = (1 << max(exponent - kept, 0)) - 1
        return (count + mask) & ~mask
    }
}
