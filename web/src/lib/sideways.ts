// What is wider than its place can be scrolled, by the keyboard too; what is not
// is no stop of the tab key.

export function sideways(node: HTMLElement) {
  const settle = () => {
    const wider = node.scrollWidth > node.clientWidth + 1
    if (wider === node.hasAttribute('tabindex')) return
    if (wider) {
      node.setAttribute('tabindex', '0')
      node.setAttribute('role', 'group')
      node.setAttribute('aria-label', 'A table that scrolls sideways')
    } else for (const name of ['tabindex', 'role', 'aria-label']) node.removeAttribute(name)
  }
  const watcher = new ResizeObserver(settle)
  watcher.observe(node)
  if (node.firstElementChild) watcher.observe(node.firstElementChild)
  settle()
  return { destroy: () => watcher.disconnect() }
}
