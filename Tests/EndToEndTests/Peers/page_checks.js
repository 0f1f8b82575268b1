// What browse_report.py asks a page. Every function returns problems as texts; none is none.
window.pageChecks = (() => {
    const interactive =
        "a[href], area[href], button, input, select, textarea, summary, [tabindex], " +
        "[contenteditable], [role=button], [role=link], [role=tab], [role=checkbox]"

    function name(element) {
        const id = element.id ? `#${element.id}` : ""
        const classes = [...element.classList].map((each) => `.${each}`).join("")
        const text = (element.getAttribute("aria-label") || element.textContent || "").trim()
        return `<${element.localName}${id}${classes}> "${text.replace(/\s+/g, " ").slice(0, 40)}"`
    }

    function isShown(element) {
        const box = element.getBoundingClientRect()
        return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0
    }

    // Inside something that scrolls by itself, so that its width is not the page's.
    function isInScroller(element) {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).overflowX !== "visible") return true
        }
        return false
    }

    // A long word sticks out of its element without widening it.
    function rightEnd(element) {
        const box = element.getBoundingClientRect()
        const shows = getComputedStyle(element).overflowX === "visible"
        return shows ? Math.max(box.right, box.left + element.scrollWidth) : box.right
    }

    function overflow() {
        const width = document.documentElement.scrollWidth
        if (width <= innerWidth) return []
        const wide = [...document.body.querySelectorAll(":not(svg *)")].filter(
            (each) =>
                isShown(each) &&
                !isInScroller(each) &&
                rightEnd(each) > innerWidth + 0.5
        )
        // The innermost ones are the cause.
        const causes = wide.filter((each) => !wide.some((other) => other !== each && each.contains(other)))
        return [`${width} px wide; ${causes.slice(0, 3).map(name).join(", ")}`]
    }

    // On paper nothing scrolls: what does on a screen is cut there. A label that ends in an ellipsis stands whole elsewhere.
    function cutOnPaper() {
        return [...document.body.querySelectorAll("*")]
            .filter((each) => {
                const style = getComputedStyle(each)
                const clips = style.overflowX !== "visible" && each.localName !== "svg"
                    && style.textOverflow !== "ellipsis"
                return clips && isShown(each) && each.scrollWidth > each.clientWidth + 1
                    && each.clientWidth > 1
            })
            .map((each) => `${each.scrollWidth} of ${each.clientWidth} px: ${name(each)}`)
    }

    const looks = ["outline", "boxShadow", "border", "backgroundColor", "textDecoration", "color",
        "stroke", "fill", "strokeWidth", "opacity"]

    // An element and those around it that may show its focus.
    function look(element) {
        const around = [element, element.parentElement, element.nextElementSibling,
            ...(element.labels || [])]
        return around
            .filter(Boolean)
            .map((each) => looks.map((key) => getComputedStyle(each)[key]).join("|"))
            .join("\n")
    }

    let elements = []
    let resting = []
    let reached = new Set()

    // Who asks for less motion is not to be carried through the page.
    function motion() {
        const isSmooth = getComputedStyle(document.documentElement).scrollBehavior === "smooth"
        return isSmooth ? ["scrolls smoothly although less motion is asked for"] : []
    }

    function beginFocus() {
        // What has the focus is looked for where it ends up, not on its way there.
        document.documentElement.style.scrollBehavior = "auto"
        document.activeElement?.blur?.()
        scrollTo(0, 0)
        elements = [...document.querySelectorAll(interactive)].filter(
            (each) =>
                isShown(each) && !each.disabled && each.tabIndex >= 0 && !each.closest("[inert]")
        )
        resting = elements.map(look)
        reached = new Set()
        return elements.length
    }

    // After one press of Tab: null when the focus left the page or came round.
    function focusStep() {
        const element = document.activeElement
        if (!element || element === document.body || reached.has(element)) return null
        reached.add(element)
        const problems = []
        const box = element.getBoundingClientRect()
        const isInside =
            box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight &&
            box.right > 0 && box.left < innerWidth
        const carriers = [element, ...(element.labels || [])]
        if (!isInside && !carriers.some((each) => each !== element && isShown(each))) {
            problems.push(`has the focus out of sight: ${name(element)}`)
        }
        const index = elements.indexOf(element)
        if (index >= 0 && look(element) === resting[index]) {
            problems.push(`does not show its focus: ${name(element)}`)
        }
        return problems
    }

    // Of radio buttons with one name, Tab reaches one.
    function endFocus() {
        const groups = new Set([...reached].filter((each) => each.type === "radio").map((each) => each.name))
        return elements
            .filter((each) => !reached.has(each) && !(each.type === "radio" && groups.has(each.name)))
            .map((each) => `Tab does not reach ${name(each)}`)
    }

    function foreignResources() {
        return performance.getEntriesByType("resource")
            .map((each) => each.name)
            .filter((each) => !each.startsWith("data:") && !each.startsWith("blob:"))
            .map((each) => `loads ${each}`)
    }

    // The texts that a reader needs, as they are shown now.
    function shownTexts() {
        return [...document.querySelectorAll("h1, h2, h3, th, td, dt, dd, p, li, figcaption, caption")]
            .filter(isShown)
            .map((each) => each.innerText.trim())
            .filter(Boolean)
    }

    // Three screens of a telephone hold what a reader came for; the rest waits behind its heading.
    function telephone() {
        const sections = [...document.querySelectorAll("main > section")]
        const open = sections.slice(3).filter((each) => each.querySelector("h2 ~ *")?.checkVisibility())
        const problems = open.map((each) => `is not folded: ${each.id}`)
        const raster = document.querySelector("#raster")
        const end = raster ? raster.getBoundingClientRect().bottom + scrollY : 0
        // Texts of a server that know no end push it down.
        const isHostile = document.title.includes("<")
        if (end > 3 * innerHeight && !isHostile) problems.push(`the streams end ${Math.round(end)} px below the top`)
        return problems
    }

    // What is closed on a screen; paper cannot be clicked.
    function closedTexts() {
        const closed = [...document.querySelectorAll("details:not([open])")]
        closed.forEach((each) => { each.open = true })
        const texts = closed.flatMap((each) => [...each.querySelectorAll("td, dd, li")])
            .map((each) => each.innerText.trim()).filter(Boolean)
        closed.forEach((each) => { each.open = false })
        return texts
    }

    return { telephone, closedTexts, overflow, motion, cutOnPaper, beginFocus, focusStep, endFocus, foreignResources, shownTexts }
})()
