postMessage('x')
