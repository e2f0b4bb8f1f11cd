# Prints C without its comments and the insides of its literals, line for line, so that the other
# checks see code only and line numbers stay true. Include lines keep their file name.
#
#     awk -f tests/lint/strip.awk file.c

BEGIN { state = "code" }

state == "code" && /^[ \t]*#[ \t]*include/ { print; next }

{
    out = ""
    n = length($0)
    for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        two = substr($0, i, 2)
        if (state == "comment") {
            if (two == "*/") {
                state = "code"
                i++
            }
        } else if (state == "code") {
            if (two == "//") {
                break
            } else if (two == "/*") {
                state = "comment"
                out = out " "
                i++
            } else {
                if (c == "\"" || c == "'")
                    state = c
                out = out c
            }
        } else if (c == "\\") {
            i++
        } else if (c == state) {
            state = "code"
            out = out c
        }
    }
    # A literal ends with its line, unless the line goes on.
    if (state != "comment" && substr($0, n, 1) != "\\")
        state = "code"
    print out
}
